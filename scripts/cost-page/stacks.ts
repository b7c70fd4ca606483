import type { Counts } from "../../ops/core/costs/counts.ts";
import { estimate, type Estimate } from "../../ops/core/costs/estimate.ts";
import { isPricedRegion } from "../../ops/core/costs/prices.ts";
import { readCostSettings } from "../../ops/stack-settings.ts";

/** Events a month that the page covers. */
export const volumes = [10_000, 100_000, 1_000_000] as const;

/** A stack with settings as `--config` gives them. */
export interface PricedStack {
  readonly stage: string;
  readonly config: Readonly<Record<string, string>>;
}

/**
 * What a stack costs a month, as `npm run ops -- costs --stack STAGE --config ...` prints it. Messages come one by one: up
 * to a million events a month there is less than one in two seconds.
 */
export async function monthOf(
  { stage, config }: PricedStack,
  eventsPerMonth: number,
  counts: Counts,
  batchSize = 1,
  parcelsPerMonth = 0,
): Promise<Estimate> {
  const { region, ...settings } = await readCostSettings(stage, config);
  if (!isPricedRegion(region)) throw new Error(`there are no prices of ${region}`);
  return estimate({ region, eventsPerMonth, parcelsPerMonth, batchSize, settings }, counts);
}

/** A cell of each volume. */
export function byVolume(of: (events: number) => Promise<number>): Promise<string[]> {
  return Promise.all(volumes.map(async (events) => (await of(events)).toFixed(2)));
}

export const volumeHeadings = volumes.map((events) => events.toLocaleString("en"));
