/** SNS and SQS take ten messages at once. */
const mostMessages = 10;
/**
 * Of a call, with room for attributes. SNS takes 256 KiB, SQS 1 MiB.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html
 */
export const mostBatchBytes = { queue: 1_000_000, topic: 250_000 } as const;

/** Messages in their order, as many at once as SNS or SQS takes. */
export function batchesOf<T>(all: readonly T[], mostBytes: number, bytesOf: (one: T) => number): T[][] {
  const batches: T[][] = [];
  let bytes = 0;
  for (const one of all) {
    const last = batches.at(-1);
    const size = bytesOf(one);
    if (last === undefined || last.length === mostMessages || bytes + size > mostBytes) {
      batches.push([one]);
      bytes = size;
    } else {
      last.push(one);
      bytes += size;
    }
  }
  return batches;
}
