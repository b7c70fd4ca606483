import { setTimeout as delay } from "node:timers/promises";
import { DynamoDBClient, type DynamoDBClientConfig } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { requestHandler, tableAttempts } from "./aws-timeouts.ts";

/** The client that all tables share. */
export function createDocumentClient(
  config: DynamoDBClientConfig = { requestHandler, maxAttempts: tableAttempts },
): DynamoDBDocumentClient {
  return DynamoDBDocumentClient.from(createTableClient(config), itemOptions);
}

/** An absent property is left out of an item, as it is left out of JSON. */
export const itemOptions = { marshallOptions: { removeUndefinedValues: true } } as const;

export function createTableClient(config: DynamoDBClientConfig): DynamoDBClient {
  return retryingConflicts(new DynamoDBClient(config));
}

/** Longest pauses (ms) before the next try; a transaction is over within tens of milliseconds. */
const conflictPauses = [10, 20, 40, 80, 160, 320];

/** A plain write that meets a transaction is refused, and the SDK does not try it again. */
function retryingConflicts(client: DynamoDBClient): DynamoDBClient {
  client.middlewareStack.add(
    (next) => async (parameters) => {
      for (const longest of conflictPauses) {
        try {
          return await next(parameters);
        } catch (error) {
          if (!(error instanceof Error && error.name === "TransactionConflictException")) throw error;
        }
        await delay(longest * Math.random());
      }
      return next(parameters);
    },
    { step: "initialize", name: "retryingConflicts" },
  );
  return client;
}
