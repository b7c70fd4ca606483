import type { SQS } from "@aws-sdk/client-sqs";
import type { QueueDepth } from "../core/switch-consumer.ts";

/** Counts are approximate on AWS, and settle within a minute. */
export async function queueDepth(sqs: SQS, queueUrl: string): Promise<QueueDepth> {
  const { Attributes: attributes } = await sqs.getQueueAttributes({
    QueueUrl: queueUrl,
    AttributeNames: [
      "ApproximateNumberOfMessages",
      "ApproximateNumberOfMessagesNotVisible",
      "ApproximateNumberOfMessagesDelayed",
      "MessageRetentionPeriod",
    ],
  });
  return {
    waiting: Number(attributes?.ApproximateNumberOfMessages ?? 0),
    inFlight: Number(attributes?.ApproximateNumberOfMessagesNotVisible ?? 0),
    delayed: Number(attributes?.ApproximateNumberOfMessagesDelayed ?? 0),
    retentionSeconds: Number(attributes?.MessageRetentionPeriod ?? 0),
  };
}
