import type { MetricSink } from "../../metric.ts";
import type { Sqs } from "./sqs.ts";
import type { Clock } from "../../clock.ts";

/** Real milliseconds between two looks: four a minute of the run's clock at least, if that is not too often. */
const [longestPause, shortestPause] = [1000, 50];

/**
 * Looks at the queues again and again, as SQS does every minute.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
 */
export async function sampleQueues(sqs: Sqs, clock: Clock, emit: MetricSink, signal: AbortSignal): Promise<void> {
  const pause = Math.max(shortestPause, Math.min(longestPause, clock.real(60_000) / 4));
  while (!signal.aborted) {
    for (const { name, visible, inFlight, delayed, oldestSeconds } of sqs.stats()) {
      const gauge = (metric: string, value: number, unit = "Count"): void =>
        emit({ namespace: "AWS/SQS", name: metric, dimensions: { QueueName: name }, value, unit });
      gauge("ApproximateNumberOfMessagesVisible", visible);
      gauge("ApproximateNumberOfMessagesNotVisible", inFlight);
      gauge("ApproximateNumberOfMessagesDelayed", delayed);
      gauge("ApproximateAgeOfOldestMessage", Math.floor(oldestSeconds), "Seconds");
    }
    await clock.wait(pause * clock.scale, signal).catch(() => undefined);
  }
}
