import type { Judged } from "../run/judge-run.ts";
import type { MemorySample } from "../run/memory.ts";
import type { Summary } from "../run/summary.ts";
import { type Load, type Place, profiles, type ProfileName, type Sent } from "../shared/profiles.ts";
import type { Attempts } from "../verify/attempts.ts";
import type { Problem } from "../verify/problem.ts";
import { distributionOf } from "../verify/percentiles.ts";
import { flatnessOf, type KeptSample } from "./flatness.ts";
import { kneeOf } from "./knee.ts";
import type { Report } from "./report.ts";
import { seriesOf } from "./series.ts";

export interface RunResult {
  readonly profile: ProfileName;
  readonly load: Load;
  readonly place: Place;
  readonly stack: string;
  readonly run: string;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly sent: readonly Sent[];
  readonly summary: Summary;
  readonly attempts: Attempts;
  readonly sentAfter: number;
  readonly drainMilliseconds: number;
  readonly deadLetters: number;
  readonly judged: Judged;
  readonly memory: readonly MemorySample[];
}

const mostProblems = 100;

export function makeReport(result: RunResult): Report {
  const { profile, stack, run, startedAt, sent, summary, judged, drainMilliseconds } = result;
  const { curve: curveOf, limits, endsAtBreak } = profiles[profile];
  const curve = curveOf(result.load);
  const good = sent.filter(({ kind }) => kind !== "forged");
  const start = good[0]?.at ?? startedAt;
  const orders = judged.toOrder.map((milliseconds, nth) => ({ at: judged.acceptedAt[nth] ?? start, milliseconds }));
  const memory = result.memory.map(({ at, ...sample }) => ({ second: Math.round((at - start) / 1000), ...sample }));
  const flatness = flatnessOf(keptSamples(memory), result.load.rate);
  return {
    profile,
    stack,
    run,
    startedAt: new Date(startedAt).toISOString(),
    curve,
    thresholds: summary.thresholds,
    load: loadOf(result),
    delivery: deliveryOf(judged, result.deadLetters),
    response: distributionOf(good.map(({ milliseconds }) => milliseconds)),
    eventToOrder: distributionOf(judged.toOrder),
    drainMilliseconds,
    series: seriesOf(good, orders, start),
    memory,
    ...(profile === "soak" && flatness !== undefined ? { flatness } : {}),
    ...(endsAtBreak ? { knee: kneeOf(good, curve, limits[result.place], start) } : {}),
  };
}

function loadOf({ attempts, summary, sentAfter }: RunResult): Report["load"] {
  const { accepted, refused, duplicates, forged, requests, statuses } = attempts;
  return {
    requests,
    accepted: accepted.size,
    refused,
    duplicates,
    forged,
    dropped: summary.dropped,
    sentAfter,
    statuses: Object.fromEntries(statuses),
  };
}

function deliveryOf(judged: Judged, deadLetters: number): Report["delivery"] {
  const { purchases, orders, mails, moves, reports, archived, expected, evidence, problems } = judged;
  const numberOf = (kind: Problem["kind"]): number => problems.filter((problem) => problem.kind === kind).length;
  return {
    purchases,
    orders,
    mails,
    moves,
    reports,
    archived,
    expected,
    lost: numberOf("loss"),
    doubled: numberOf("double"),
    wrong: numberOf("wrong"),
    deadLetters,
    problems: problems.slice(0, mostProblems),
    evidence,
  };
}

function keptSamples(memory: Report["memory"]): KeptSample[] {
  return memory.flatMap(({ second, kept }) => (kept === undefined ? [] : [{ second, kept }]));
}
