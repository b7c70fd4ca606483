import { type DynamoDBDocumentClient, GetCommand } from "@aws-sdk/lib-dynamodb";
import { atOnce } from "./at-once.ts";
import { batchGet } from "./batch-get.ts";

type Item = Record<string, unknown>;

/**
 * Consistent reads of a table's items by their hash key, named `key`. What is asked for at the same time is one call: an
 * event's CPU is mostly that of AWS's client, call by call.
 */
export function gatheredReads(
  client: DynamoDBDocumentClient,
  TableName: string,
  key: string,
): (value: string) => Promise<Item | undefined> {
  const readOne = async (value: string): Promise<Item | undefined> =>
    (await client.send(new GetCommand({ TableName, Key: { [key]: value }, ConsistentRead: true }))).Item;

  return atOnce(async (values) => {
    if (values.length === 1) return readOne;
    try {
      const items = new Map((await batchGet(client, TableName, key, values)).map((item) => [item[key], item]));
      return (value) => items.get(value);
    } catch (error) {
      // DynamoDB refuses a batch for one key, such as one that is too long: the others are read all the same.
      if (error instanceof Error && error.name === "ValidationException") return readOne;
      throw error;
    }
  });
}
