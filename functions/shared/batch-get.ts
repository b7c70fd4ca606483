import { BatchGetCommand, type DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";

const mostKeys = 100;
const concurrentBatches = 4;
const longestPause = 3_200;

/**
 * Reads many items by their keys, in any order; what is not there is left out. What DynamoDB leaves out, because the batch is too large or too much is asked of the
 * table, is asked again after a pause.
 * @param key the hash key's name
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html
 */
export async function batchGet(
  client: DynamoDBDocumentClient,
  tableName: string,
  key: string,
  values: readonly string[],
): Promise<Record<string, unknown>[]> {
  const found: Record<string, unknown>[] = [];
  const batches = Array.from({ length: Math.ceil(values.length / mostKeys) }, (_, index) =>
    values.slice(index * mostKeys, (index + 1) * mostKeys),
  );
  const readBatch = async (batch: readonly string[]): Promise<void> => {
    let keys: Record<string, unknown>[] = batch.map((value) => ({ [key]: value }));
    for (let pause = 50; keys.length > 0; pause = Math.min(2 * pause, longestPause)) {
      const response = await client.send(
        new BatchGetCommand({ RequestItems: { [tableName]: { Keys: keys, ConsistentRead: true } } }),
      );
      found.push(...(response.Responses?.[tableName] ?? []));
      keys = response.UnprocessedKeys?.[tableName]?.Keys ?? [];
      if (keys.length > 0) await new Promise((resolve) => setTimeout(resolve, pause));
    }
  };
  const workers = Array.from({ length: concurrentBatches }, async () => {
    for (let batch = batches.shift(); batch !== undefined; batch = batches.shift()) await readBatch(batch);
  });
  await Promise.all(workers);
  return found;
}
