import { ConditionalCheckFailedException, TransactionCanceledException } from "@aws-sdk/client-dynamodb";
import {
  type DynamoDBDocumentClient,
  PutCommand,
  type PutCommandInput,
  TransactWriteCommand,
} from "@aws-sdk/lib-dynamodb";
import type { Order } from "../../../domain/order/order.ts";
import type { OrderStore } from "../../../domain/order/ports.ts";
import { gatheredReads } from "../gathered-reads.ts";
import { readOrder } from "../../../domain/order/stored-order.ts";

export function createOrderStore(client: DynamoDBDocumentClient, tableName: string): OrderStore {
  const write = async (orders: readonly Order[]): Promise<void> => {
    const [only, ...others] = orders.map((order) => replacement(tableName, order));
    if (only === undefined || others.length > 0) {
      const puts = orders.map((order) => ({ Put: replacement(tableName, order) }));
      await client.send(new TransactWriteCommand({ TransactItems: puts }));
    } else {
      await client.send(new PutCommand(only));
    }
  };

  const read = gatheredReads(client, tableName, "orderId");

  return {
    async get(orderId) {
      const item = await read(orderId);
      return item === undefined ? undefined : readOrder(item);
    },

    async put(order, merged) {
      try {
        await write([order, ...merged]);
        return true;
      } catch (error) {
        if (cameSecond(error)) return false;
        throw error;
      }
    },
  };
}

/** Optimistic concurrency: every write names the version that it read. */
function replacement(tableName: string, order: Order): PutCommandInput {
  const put = { TableName: tableName, Item: order };
  if (order.version === 1) return { ...put, ConditionExpression: "attribute_not_exists(orderId)" };
  return {
    ...put,
    ConditionExpression: "#version = :before",
    ExpressionAttributeNames: { "#version": "version" },
    ExpressionAttributeValues: { ":before": order.version - 1 },
  };
}

function cameSecond(error: unknown): boolean {
  if (error instanceof ConditionalCheckFailedException) return true;
  if (!(error instanceof TransactionCanceledException)) return false;
  const codes = (error.CancellationReasons ?? []).map(({ Code }) => Code ?? "None");
  return codes.every((code) => ["None", "ConditionalCheckFailed", "TransactionConflict"].includes(code));
}
