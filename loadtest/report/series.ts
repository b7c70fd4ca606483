import type { Sent } from "../shared/profiles.ts";
import { distributionOf } from "../verify/percentiles.ts";

/** What happened in one interval of a run. */
export interface SeriesPoint {
  /** Of its beginning, since the load's. */
  readonly second: number;
  /** Good requests that were sent, a second. */
  readonly sent: number;
  /** Of them accepted, a second. */
  readonly accepted: number;
  /** Milliseconds; null where nothing was measured. */
  readonly responseP50: number | null;
  readonly responseP95: number | null;
  readonly toOrderP95: number | null;
}

/** Few enough that a chart of a thousand pixels shows each. */
const mostPoints = 150;

/**
 * @param start epoch milliseconds
 * @param orders when an event was accepted (epoch milliseconds), and how long its order took
 */
export function seriesOf(
  sent: readonly Sent[],
  orders: readonly { readonly at: number; readonly milliseconds: number }[],
  start: number,
): SeriesPoint[] {
  const end = sent.reduce((latest, { at }) => Math.max(latest, at), start);
  const interval = Math.max(1, Math.ceil((end - start) / 1000 / mostPoints));
  const intervalOf = (at: number): number => Math.floor((at - start) / 1000 / interval);
  const requests = Map.groupBy(sent, ({ at }) => intervalOf(at));
  const delays = Map.groupBy(orders, ({ at }) => intervalOf(at));
  return Array.from({ length: intervalOf(end) + 1 }, (_, index) => {
    const here = requests.get(index) ?? [];
    const responses = distributionOf(here.map(({ milliseconds }) => milliseconds));
    const accepted = here.filter(({ status }) => status === 200);
    return {
      second: index * interval,
      sent: here.length / interval,
      accepted: accepted.length / interval,
      responseP50: responses?.p50 ?? null,
      responseP95: responses?.p95 ?? null,
      toOrderP95: distributionOf((delays.get(index) ?? []).map(({ milliseconds }) => milliseconds))?.p95 ?? null,
    };
  });
}
