import type { Counts } from "../../ops/core/costs/counts.ts";
import { estimate } from "../../ops/core/costs/estimate.ts";
import type { CostSettings } from "../../ops/core/costs/fixed.ts";
import type { CostGroup } from "../../ops/core/costs/line.ts";
import type { PricedRegion } from "../../ops/core/costs/prices.ts";

const hoursPerMonth = 730;
const secondsPerHour = 3_600;
/** Storage is paid by the month, long after the hour. */
const groups = ["events", "archive", "tracing", "mail", "fixed"] as const satisfies readonly CostGroup[];

export interface HourlyCost {
  /** US dollars an hour, by group. */
  readonly byGroup: Readonly<Record<(typeof groups)[number], number>>;
  readonly total: number;
}

/** What an hour at a rate costs, by the core of `ops costs`. @param rate events a second */
export function hourlyCost(rate: number, region: PricedRegion, settings: CostSettings, counts: Counts): HourlyCost {
  const eventsPerMonth = rate * secondsPerHour * hoursPerMonth;
  const { lines } = estimate({ region, eventsPerMonth, batchSize: counts.batchSize, settings }, counts);
  const of = (group: CostGroup): number =>
    lines.filter((line) => line.group === group).reduce((sum, { usd }) => sum + usd, 0) / hoursPerMonth;
  const byGroup = {
    events: of("events"),
    archive: of("archive"),
    tracing: of("tracing"),
    mail: of("mail"),
    fixed: of("fixed"),
  };
  return { byGroup, total: groups.reduce((sum, group) => sum + byGroup[group], 0) };
}
