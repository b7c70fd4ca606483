/** docs/runbooks/<name>.md, one for each kind of alarm. */
export type Runbook =
  | "api-errors"
  | "api-latency"
  | "api-refusals"
  | "dead-letters"
  | "event-delay"
  | "failed-records"
  | "function-duration"
  | "function-errors"
  | "function-throttles"
  | "heartbeat"
  | "mail-balance"
  | "mail-bounces"
  | "mail-complaints"
  | "mail-outcome-unknown"
  | "missing-events"
  | "out-of-stock"
  | "paid-backorder"
  | "pipe-failures"
  | "queue-age"
  | "queue-depth"
  | "refused-signatures"
  | "rule-failures"
  | "table-errors"
  | "table-throttles"
  | "topic-failures"
  | "topic-losses"
  | "unread-events"
  | "waiting"
  | "warehouse-dead-letters"
  | "warehouse-losses";

/**
 * Where the runbooks are: a path in this repository. Put the address of your copy before it
 * (`https://github.com/OWNER/NAME/blob/main/docs/runbooks`), and the links of alarms and dashboards open there.
 */
const folder = "docs/runbooks";

export const runbookIndex = `${folder}/README.md`;

export function runbookAddress(runbook: Runbook): string {
  return `${folder}/${runbook}.md`;
}
