import type { ResponseLimits, Point, Sent } from "../shared/profiles.ts";
import { distributionOf } from "../verify/percentiles.ts";

/** Where a rising rate became too much. */
export interface Knee {
  /** The highest rate, events a second, up to which every interval held. */
  readonly rate: number;
  readonly p95: number;
  /** What no longer held above it; undefined: everything held to the end. */
  readonly broke?: { readonly rate: number; readonly reason: string };
}

const intervalSeconds = 5;
/** A load generator that starts fewer than it should has its own limit, which is not the system's. */
const leastShareSent = 0.95;

/**
 * The last interval before the first in which the responses were too slow, one failed, or the load generator fell behind.
 * @param start epoch milliseconds
 */
export function kneeOf(sent: readonly Sent[], curve: readonly Point[], limits: ResponseLimits, start: number): Knee {
  const intervals = Map.groupBy(sent, ({ at }) => Math.floor((at - start) / 1000 / intervalSeconds));
  let held: Knee = { rate: 0, p95: 0 };
  for (const [interval, requests] of [...intervals].toSorted(([one], [other]) => one - other)) {
    const rate = rateAt(curve, (interval + 0.5) * intervalSeconds);
    const reason = whatBroke(requests, rate, limits);
    if (reason !== undefined) return { ...held, broke: { rate: Math.round(rate), reason } };
    held = { rate: Math.round(rate), p95: distributionOf(requests.map(({ milliseconds }) => milliseconds))?.p95 ?? 0 };
  }
  return held;
}

function whatBroke(requests: readonly Sent[], rate: number, { p95, p99 }: ResponseLimits): string | undefined {
  const failed = requests.filter(({ status }) => status !== 200).length;
  const responses = distributionOf(requests.map(({ milliseconds }) => milliseconds));
  if (failed > 0) return `${String(failed)} requests failed`;
  if (responses !== undefined && responses.p95 >= p95)
    return `p95 ${responses.p95.toFixed(0)} ms, limit ${String(p95)}`;
  if (responses !== undefined && responses.p99 >= p99)
    return `p99 ${responses.p99.toFixed(0)} ms, limit ${String(p99)}`;
  const share = requests.length / (rate * intervalSeconds);
  return share < leastShareSent ? `the load generator sent ${(100 * share).toFixed(0)} % of the rate` : undefined;
}

/** Of the curve, between two points in a line. */
function rateAt(curve: readonly Point[], second: number): number {
  for (const [index, point] of curve.entries()) {
    const before = curve[index - 1];
    if (before === undefined || second > point.second) continue;
    const share = (second - before.second) / (point.second - before.second);
    return before.rate + share * (point.rate - before.rate);
  }
  return curve.at(-1)?.rate ?? 0;
}
