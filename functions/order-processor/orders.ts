import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import { type DynamoDBDocumentClient, GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import type { Order } from "./order.ts";

/** The orders table, as far as the processor needs it. */
export interface Orders {
  /** As of now: what another invocation wrote a moment ago is seen. */
  get(orderId: string): Promise<Order | undefined>;
  /** Replaces the version before the order's; false when another write came first. */
  put(order: Order): Promise<boolean>;
}

export function createOrders(client: DynamoDBDocumentClient, tableName: string): Orders {
  return {
    async get(orderId) {
      const answer = await client.send(
        new GetCommand({ TableName: tableName, Key: { orderId }, ConsistentRead: true }),
      );
      // Written by `put` alone.
      return answer.Item as Order | undefined;
    },

    async put(order) {
      const isNew = order.version === 1;
      try {
        await client.send(
          new PutCommand({
            TableName: tableName,
            Item: order,
            ConditionExpression: isNew ? "attribute_not_exists(orderId)" : "#version = :before",
            ...(isNew
              ? {}
              : {
                  ExpressionAttributeNames: { "#version": "version" },
                  ExpressionAttributeValues: { ":before": order.version - 1 },
                }),
          }),
        );
        return true;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return false;
        throw error;
      }
    },
  };
}
