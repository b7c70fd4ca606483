import { paginateGetMetricData } from "@aws-sdk/client-cloudwatch";
import { isUnheard, periodMilliseconds } from "../core/doctor/silence.ts";
import type { Target } from "../target.ts";
import { readBooks } from "./stock.ts";

const day = 24 * 60 * 60 * 1000;
/** As long as a dead letter is kept. */
const lookBack = 14 * day;

const outcomeMetrics = [
  "NumberOfNotificationsDelivered",
  "NumberOfNotificationsFailed",
  "NumberOfNotificationsFilteredOut",
];

/** ISO times of the notices that were published while nobody was subscribed to the warehouse topic, and not since. */
export async function unheardNotices(target: Target, now: number): Promise<string[]> {
  const published = await countsOf(["NumberOfMessagesPublished"], target, now);
  if (published.size === 0) return [];
  const outcomes = await countsOf(outcomeMetrics, target, now);
  const { reservations } = await readBooks(target, () => undefined);
  return reservations
    .flatMap(({ notices }) => Object.values(notices).flatMap(({ publishedAt }) => publishedAt ?? []))
    .filter((at) => isUnheard(Date.parse(at), published, outcomes));
}

async function countsOf(
  metrics: readonly string[],
  { clients, outputs }: Target,
  now: number,
): Promise<ReadonlyMap<number, number>> {
  const counts = new Map<number, number>();
  const Dimensions = [{ Name: "TopicName", Value: outputs.warehouseTopicArn.split(":").at(-1) }];
  const input = {
    StartTime: new Date(now - lookBack),
    EndTime: new Date(now),
    MetricDataQueries: metrics.map((MetricName) => ({
      Id: `m${MetricName}`,
      MetricStat: {
        Metric: { Namespace: "AWS/SNS", MetricName, Dimensions },
        Period: periodMilliseconds / 1000,
        Stat: "Sum",
      },
    })),
  };
  for await (const { MetricDataResults = [] } of paginateGetMetricData({ client: clients.cloudWatch }, input)) {
    for (const { Timestamps = [], Values = [] } of MetricDataResults) {
      for (const [index, time] of Timestamps.entries()) {
        const at = time.getTime();
        counts.set(at, (counts.get(at) ?? 0) + (Values[index] ?? 0));
      }
    }
  }
  return counts;
}
