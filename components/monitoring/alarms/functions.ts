import { lasting, type AlarmDefinition } from "../alarm.ts";
import { awsMetrics } from "../aws-metrics.ts";
import { mathId, percentage } from "../metrics.ts";
import { functionsOf, type WatchedSystem } from "../system.ts";
import { longDuration, type Thresholds } from "../thresholds.ts";

/** Functions that fail, are held back, or are about to be cut off. A record that fails alone is not a function error. */
export function functionAlarms<Name>(system: WatchedSystem<Name>, thresholds: Thresholds): AlarmDefinition<Name>[] {
  return functionsOf(system).flatMap(([role, handler]): AlarmDefinition<Name>[] => {
    const read = awsMetrics("function", { FunctionName: handler.name });
    return [
      {
        ...lasting,
        name: `${role}-function-errors`,
        severity: "critical",
        runbook: "function-errors",
        meaning: `The ${role} function throws, times out or runs out of memory in ${thresholds.functionErrorPercent} % of its invocations and more.`,
        signal: percentage(mathId("errors", role), read("Errors", "Sum"), read("Invocations", "Sum")),
        threshold: thresholds.functionErrorPercent,
        rollsBack: [role],
        // Two, because a branch at rest is invoked a few times and a message is given up after three receives.
        periods: [2, 5],
      },
      {
        ...lasting,
        name: `${role}-function-throttles`,
        severity: "warning",
        runbook: "function-throttles",
        meaning: `Lambda refuses to run the ${role} function: the account's concurrency is used up, or the function's own is too low.`,
        signal: read("Throttles", "Sum"),
        threshold: thresholds.throttles,
      },
      {
        ...lasting,
        name: `${role}-function-duration`,
        severity: "warning",
        runbook: "function-duration",
        meaning: `Of a hundred invocations of the ${role} function one takes ${thresholds.durationShare * 100} % of the ${handler.timeoutSeconds} seconds after which Lambda ends it.`,
        signal: read("Duration", "p99"),
        rollsBack: [role],
        threshold: longDuration(handler, thresholds),
      },
    ];
  });
}
