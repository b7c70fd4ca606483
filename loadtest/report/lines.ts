import { fieldLines } from "../../ops/output/table.ts";
import { readableDuration } from "../../ops/output/duration.ts";
import type { Distribution } from "../verify/percentiles.ts";
import type { Flatness } from "./flatness.ts";
import { hasPassed, type Report } from "./report.ts";

const shownProblems = 20;

export function reportLines(report: Report): string[] {
  const { load, delivery, thresholds, knee, memory, flatness } = report;
  const { expected } = delivery;
  const of = (is: number, due: number): string => `${String(is)} of ${String(due)}`;
  return [
    ...fieldLines({
      profile: `${report.profile} on ${report.stack}, run ${report.run}`,
      accepted: `${String(load.accepted)} events${load.sentAfter === 0 ? "" : `, ${String(load.sentAfter)} of them sent after the load`}`,
      refused: load.refused,
      duplicates: load.duplicates,
      forged:
        load.forged.sent === 0 ? undefined : `${String(load.forged.sent)}, accepted ${String(load.forged.accepted)}`,
      "not started by k6": load.dropped,
      orders: of(delivery.orders, expected.orders),
      mails: of(delivery.mails, expected.mails),
      moves: of(delivery.moves, expected.moves),
      "warehouse messages": of(delivery.reports, expected.reports),
      archived: of(delivery.archived, expected.archived),
      lost: delivery.lost,
      doubled: delivery.doubled,
      wrong: delivery.wrong,
      "dead letters": delivery.deadLetters,
      response: distributionText(report.response),
      "event to order": distributionText(report.eventToOrder),
      drain: readableDuration(report.drainMilliseconds),
      knee: knee === undefined ? undefined : kneeText(knee),
      memory: memory.length === 0 ? undefined : quartersText(memory.map(({ rss }) => rss)),
      "kept memory": memory.some(({ kept }) => kept !== undefined)
        ? quartersText(memory.flatMap(({ kept = [] }) => kept))
        : undefined,
      counted: `mails ${delivery.evidence.mails}, archive ${delivery.evidence.archive}`,
    }),
    ...thresholds.map(({ text, held }) => `${held ? "held  " : "BROKEN"} ${text}`),
    ...(flatness === undefined ? [] : [flatnessText(flatness)]),
    ...delivery.problems.slice(0, shownProblems).map(({ kind, text }) => `${kind}: ${text}`),
    hasPassed(report) ? "PASSED" : "FAILED",
  ];
}

function distributionText(times: Distribution | undefined): string {
  if (times === undefined) return "not measured";
  const { p50, p95, p99 } = times;
  return `p50 ${readableDuration(p50)}, p95 ${readableDuration(p95)}, p99 ${readableDuration(p99)}`;
}

export function kneeText({ rate, p95, broke }: NonNullable<Report["knee"]>): string {
  const upTo = `${String(rate)} events/s with p95 ${readableDuration(p95)}`;
  return broke === undefined ? `none up to ${upTo}` : `${upTo}; at ${String(broke.rate)}/s: ${broke.reason}`;
}

function flatnessText({ held, perEvent, limit }: Flatness): string {
  return `${held ? "held  " : "BROKEN"} kept memory grows by ${perEvent.toFixed(1)} KiB an event, limit ${String(limit)}`;
}

function quartersText(values: readonly number[]): string {
  const quarter = (from: number): number => {
    const part = values.slice(Math.floor(from * values.length), Math.max(1, Math.ceil((from + 0.25) * values.length)));
    return Math.round(part.reduce((sum, value) => sum + value, 0) / Math.max(1, part.length));
  };
  return `mean of each quarter ${[0, 0.25, 0.5, 0.75].map(quarter).join(", ")} MB, most ${String(Math.round(Math.max(...values)))} MB`;
}
