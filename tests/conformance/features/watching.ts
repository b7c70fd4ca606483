import { GetMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import { FilterLogEventsCommand, DescribeLogGroupsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { metricNamespace } from "../../../functions/shared/metric-catalogue.ts";
import type { Target } from "../target.ts";
import { settledAs, type Feature } from "./feature.ts";
import { events } from "./purchases.ts";
import { readConsumer } from "../../../ops/consumers.ts";

const logs: Feature = {
  name: "logs: the webhook's lines in the program's log group, found by event id",
  source: "https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-loggroups.html",
  observe: async (target) => {
    const { logGroups = [] } = await target.clients.logs.send(new DescribeLogGroupsCommand({}));
    const group = logGroups.find(({ logGroupName }) => logGroupName?.includes("stripe-webhook-logs"));
    const [event] = events;
    const lines = await settledAs(
      async () => {
        const filter = { logGroupName: group?.logGroupName, filterPattern: `"${event?.id}"` };
        return (await target.clients.logs.send(new FilterLogEventsCommand(filter))).events ?? [];
      },
      (found) => found.length > 0,
    );
    return { found: lines.length > 0 };
  },
};

const metric = async (target: Target, Namespace: string, MetricName: string, dimensions: Record<string, string>) => {
  const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
  const { MetricDataResults = [] } = await target.clients.cloudWatch.send(
    new GetMetricDataCommand({
      StartTime: new Date(Date.now() - 30 * 60 * 1000),
      EndTime: new Date(Date.now() + 60 * 1000),
      MetricDataQueries: [
        { Id: "one", MetricStat: { Metric: { Namespace, MetricName, Dimensions }, Period: 60, Stat: "Maximum" } },
      ],
    }),
  );
  return MetricDataResults.flatMap(({ Values = [] }) => Values);
};

const businessMetrics: Feature = {
  name: "metrics: the functions' own, embedded in their logs",
  source: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format.html",
  observe: async (target) => {
    const values = await settledAs(
      () => metric(target, metricNamespace, "EventsReceived", { Stage: "dev" }),
      (each) => each.length > 0,
      10,
    );
    return { there: values.length > 0 };
  },
};

const queueMetrics: Feature = {
  name: "metrics: AWS/SQS",
  source:
    "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html",
  observe: async (target) => {
    const QueueName = readConsumer("orders", target.outputs).queueUrl.split("/").at(-1) ?? "";
    const values = await settledAs(
      () => metric(target, "AWS/SQS", "ApproximateNumberOfMessagesVisible", { QueueName }),
      (each) => each.length > 0,
      10,
    );
    return { there: values.length > 0 };
  },
};

export const watchingFeatures: readonly Feature[] = [logs, businessMetrics, queueMetrics];
