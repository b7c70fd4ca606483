/** A query of CloudWatch Logs Insights; its result is at most 100 lines. */
export interface LogQuery {
  readonly name: string;
  /** Which functions' logs it reads. */
  readonly logs: "all" | "webhook";
  readonly lines: readonly string[];
}

/**
 * Lambda writes JSON lines: a function's own object is `message`, an error that it threw `errorType` and
 * `errorMessage`, and the platform's records have a `type`.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html
 */
export const logQueries: readonly LogQuery[] = [
  {
    name: "errors-by-function",
    logs: "all",
    lines: [
      'filter level in ["ERROR", "FATAL"]',
      "| stats count(*) as errors, latest(@timestamp) as last by @log, coalesce(message.cause, errorType, message.message) as cause",
      "| sort errors desc",
      "| limit 100",
    ],
  },
  {
    name: "one-event",
    logs: "all",
    lines: [
      "# Put the event's id in: it is in every line that concerns the event, of every function.",
      'filter message.eventId = "evt_..."',
      "| fields @timestamp, @log, level, message.message, message.cause, requestId, @message",
      "| sort @timestamp asc",
      "| limit 100",
    ],
  },
  {
    // The other functions write no record of an invocation that went well.
    name: "slowest-invocations",
    logs: "webhook",
    lines: [
      'filter type = "platform.report"',
      "| fields @timestamp, @log, record.requestId, record.metrics.durationMs, record.metrics.initDurationMs, record.metrics.maxMemoryUsedMB",
      "| sort record.metrics.durationMs desc",
      "| limit 100",
    ],
  },
  {
    name: "refused-signatures",
    logs: "webhook",
    lines: [
      'filter message.message = "refused" and message.reason like /^signature-/',
      "| stats count(*) as requests by message.reason as reason, bin(5m) as time",
      "| sort time desc",
      "| limit 100",
    ],
  },
];
