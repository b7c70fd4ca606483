import { type DynamoDBDocumentClient, GetCommand } from "@aws-sdk/lib-dynamodb";
import { batchGet } from "./batch-get.ts";

type Item = Record<string, unknown>;

/**
 * Consistent reads of a table's items by their hash key, named `key`. What is asked for at the same time, as by the records of
 * a batch, is one call: an event's CPU is mostly that of AWS's client, call by call.
 */
export function gatheredReads(
  client: DynamoDBDocumentClient,
  TableName: string,
  key: string,
): (value: string) => Promise<Item | undefined> {
  let waiting: Map<string, PromiseWithResolvers<Item | undefined>> | undefined;

  const readOne = async (value: string): Promise<Item | undefined> =>
    (await client.send(new GetCommand({ TableName, Key: { [key]: value }, ConsistentRead: true }))).Item;

  const readAll = async (values: readonly string[]): Promise<(value: string) => Promise<Item | undefined>> => {
    if (values.length === 1) return readOne;
    try {
      const items = new Map((await batchGet(client, TableName, key, values)).map((item) => [item[key], item]));
      return (value) => Promise.resolve(items.get(value));
    } catch (error) {
      // DynamoDB refuses a batch for one key, such as one that is too long: the others are read all the same.
      if (error instanceof Error && error.name === "ValidationException") return readOne;
      throw error;
    }
  };

  const settle = async (asked: NonNullable<typeof waiting>): Promise<void> => {
    const read = readAll([...asked.keys()]);
    for (const [value, { resolve }] of asked) resolve(read.then((one) => one(value)));
    await Promise.allSettled([read]);
  };

  return (value) => {
    if (waiting === undefined) {
      const asked = new Map<string, PromiseWithResolvers<Item | undefined>>();
      waiting = asked;
      setImmediate(() => {
        waiting = undefined;
        void settle(asked);
      });
    }
    const one = waiting.get(value) ?? Promise.withResolvers();
    waiting.set(value, one);
    return one.promise;
  };
}
