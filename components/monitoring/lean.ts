import type { AlarmDefinition } from "./alarm.ts";
import type { Runbook } from "./runbooks.ts";

/**
 * Where lean monitoring looks: at what is lost, stuck or refused, wherever it comes from. The others say earlier or more
 * exactly what leads there.
 */
const leanRunbooks: ReadonlySet<Runbook> = new Set([
  "api-errors",
  "dead-letters",
  "heartbeat",
  "mail-outcome-unknown",
  "missing-events",
  "queue-age",
  "refused-signatures",
  "topic-losses",
  "unread-events",
  "waiting",
  "warehouse-dead-letters",
  "warehouse-losses",
]);

/** Whether an alarm is there under a stack's `monitoring`. */
export function isWatched<Name>(monitoring: "full" | "lean", { severity, runbook }: AlarmDefinition<Name>): boolean {
  return monitoring === "full" || (severity === "critical" && leanRunbooks.has(runbook));
}
