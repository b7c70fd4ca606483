/** A metric that an AWS service emits, as its documentation has it; `address` is where. */
export interface DocumentedMetric {
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: readonly string[];
  /** The statistics that make sense; percentiles by `p`. */
  readonly statistics: readonly string[];
  readonly address: string;
}

const api = "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html";
const lambda = "https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html";
const sqs =
  "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html";
const sns = "https://docs.aws.amazon.com/sns/latest/dg/sns-monitoring-using-cloudwatch.html";
const pipes = "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-monitoring.html";
const events = "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html";
const dynamodb = "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html";
const sesSending = "https://docs.aws.amazon.com/ses/latest/dg/monitor-sending-activity.html";
const sesDestination =
  "https://docs.aws.amazon.com/ses/latest/dg/event-publishing-add-event-destination-cloudwatch.html";
const sesReputation = "https://docs.aws.amazon.com/ses/latest/dg/reputationdashboard-cloudwatch-alarm.html";

const counts = ["Sum"];
const gauges = ["Maximum", "Average"];
const durations = ["Average", "Maximum", "p"];

const rows: readonly [
  namespace: string,
  dimensions: readonly string[],
  address: string,
  metrics: Readonly<Record<string, readonly string[]>>,
][] = [
  ["AWS/ApiGateway", ["ApiId"], api, { Count: counts, "4xx": counts, "5xx": counts, Latency: durations }],
  [
    "AWS/Lambda",
    ["FunctionName"],
    lambda,
    { Invocations: counts, Errors: counts, Throttles: counts, Duration: durations },
  ],
  [
    "AWS/SQS",
    ["QueueName"],
    sqs,
    {
      ApproximateNumberOfMessagesVisible: gauges,
      ApproximateNumberOfMessagesNotVisible: gauges,
      ApproximateNumberOfMessagesDelayed: gauges,
      ApproximateAgeOfOldestMessage: gauges,
    },
  ],
  [
    "AWS/SNS",
    ["TopicName"],
    sns,
    {
      NumberOfMessagesPublished: counts,
      NumberOfNotificationsDelivered: counts,
      NumberOfNotificationsFailed: counts,
      NumberOfNotificationsRedrivenToDlq: counts,
      NumberOfNotificationsFailedToRedriveToDlq: counts,
    },
  ],
  [
    "AWS/EventBridge/Pipes",
    ["PipeName"],
    pipes,
    { EventCount: counts, ExecutionFailed: counts, ExecutionTimeout: counts, ExecutionThrottled: counts },
  ],
  // On a bus that is not the default one a rule's metrics have both dimensions.
  [
    "AWS/Events",
    ["EventBusName", "RuleName"],
    events,
    {
      Invocations: counts,
      FailedInvocations: counts,
      InvocationsSentToDlq: counts,
      InvocationsFailedToBeSentToDlq: counts,
    },
  ],
  ["AWS/DynamoDB", ["TableName"], dynamodb, { ReadThrottleEvents: counts, WriteThrottleEvents: counts }],
  ["AWS/DynamoDB", ["TableName", "Operation"], dynamodb, { SystemErrors: counts }],
  ["AWS/SES", ["ses:configuration-set"], sesDestination, { Send: counts }],
  // Of the account. The page names the metrics; that their totals need no event destination is on no page found.
  ["AWS/SES", [], sesSending, { Send: counts, Bounce: counts, Complaint: counts }],
  ["AWS/SES", [], sesReputation, { "Reputation.BounceRate": gauges, "Reputation.ComplaintRate": gauges }],
];

/** The table that dashboards and alarms are held to. */
export const documentedMetrics: readonly DocumentedMetric[] = rows.flatMap(
  ([namespace, dimensions, address, metrics]) =>
    Object.entries(metrics).map(([metric, statistics]) => ({ namespace, metric, dimensions, statistics, address })),
);
