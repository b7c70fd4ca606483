/** The least and the most that each number among the settings takes; `ops costs` and the load test's plan go by them too. */
export const settingRanges = {
  archiveRetentionDays: [1, 3650],
  // A replay takes the minute after its window too, for what was late at the archive.
  archiveWindowSeconds: [0, 30],
  webhookRateLimit: [1, 10_000],
  webhookBurst: [1, 5_000],
  consumerConcurrency: [2, 1_000],
  // A queue keeps a message for four days.
  outageHours: [0, 72],
  stripeRequestsPerSecond: [0, 10_000],
  provisionedWebhooks: [0, 1_000],
  // CloudWatch looks back seven days at most. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
  heartbeatHours: [0, 168],
  // The journal keeps an event for a day at least, and a count looks back over two intervals.
  reconcileHours: [0, 12],
  // A message is gone after four days.
  queueAgeAlarmSeconds: [60, 345_600],
  queueDepthAlarm: [1, 1_000_000],
} as const satisfies Readonly<Record<string, readonly [least: number, most: number]>>;

/** The values of CloudWatch Logs' PutRetentionPolicy, without its multi-year tail beyond ten years. */
export const logRetentions: readonly number[] = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

export const eventSourceForm = /^aws\.partner\/stripe\.com\/[\w.-]{1,200}$/u;
