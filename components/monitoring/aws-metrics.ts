import type { Metric, Statistic } from "./metrics.ts";

/**
 * The metrics of AWS services that this project reads, by what they are of, with the dimensions that they are read by.
 * tests/components/aws-metrics.ts holds them against AWS's documentation.
 */
const families = {
  api: { namespace: "AWS/ApiGateway", dimensions: ["ApiId"], metrics: ["Count", "4xx", "5xx", "Latency"] },
  function: {
    namespace: "AWS/Lambda",
    dimensions: ["FunctionName"],
    metrics: ["Invocations", "Errors", "Throttles", "Duration"],
  },
  topic: {
    namespace: "AWS/SNS",
    dimensions: ["TopicName"],
    metrics: [
      "NumberOfMessagesPublished",
      "NumberOfNotificationsDelivered",
      "NumberOfNotificationsFailed",
      "NumberOfNotificationsRedrivenToDlq",
      "NumberOfNotificationsFailedToRedriveToDlq",
    ],
  },
  queue: {
    namespace: "AWS/SQS",
    dimensions: ["QueueName"],
    metrics: [
      "ApproximateNumberOfMessagesVisible",
      "ApproximateNumberOfMessagesNotVisible",
      "ApproximateNumberOfMessagesDelayed",
      "ApproximateAgeOfOldestMessage",
    ],
  },
  pipe: {
    namespace: "AWS/EventBridge/Pipes",
    dimensions: ["PipeName"],
    metrics: ["EventCount", "ExecutionFailed", "ExecutionTimeout", "ExecutionThrottled"],
  },
  // Of a bus that is not the default one: there a rule's metrics have both dimensions.
  rule: {
    namespace: "AWS/Events",
    dimensions: ["EventBusName", "RuleName"],
    metrics: ["Invocations", "FailedInvocations", "InvocationsSentToDlq", "InvocationsFailedToBeSentToDlq"],
  },
  table: {
    namespace: "AWS/DynamoDB",
    dimensions: ["TableName"],
    metrics: ["ReadThrottleEvents", "WriteThrottleEvents"],
  },
  tableOperation: { namespace: "AWS/DynamoDB", dimensions: ["TableName", "Operation"], metrics: ["SystemErrors"] },
  // Of an event destination to CloudWatch.
  mailSends: { namespace: "AWS/SES", dimensions: ["ses:configuration-set"], metrics: ["Send"] },
  // Of the account.
  mail: {
    namespace: "AWS/SES",
    dimensions: [],
    metrics: ["Send", "Bounce", "Complaint", "Reputation.BounceRate", "Reputation.ComplaintRate"],
  },
} as const;

type Families = typeof families;
type DimensionOf<Kind extends keyof Families> = Families[Kind]["dimensions"][number];

/** Reads the metrics of one thing, such as the queue of a name. */
export function awsMetrics<
  Kind extends keyof Families,
  Dimensions extends Readonly<Record<DimensionOf<Kind>, unknown>>,
>(
  kind: Kind,
  dimensions: Dimensions & Readonly<Record<Exclude<keyof Dimensions, DimensionOf<Kind>>, never>>,
): (name: Families[Kind]["metrics"][number], statistic: Statistic) => Metric<Dimensions[keyof Dimensions]> {
  const { namespace } = families[kind];
  return (name, statistic) => ({ namespace, name, dimensions, statistic });
}
