import * as v from "valibot";
import { readCounts, withParcels } from "../../ops/core/costs/counts.ts";
import { isPricedRegion, pricedRegions } from "../../ops/core/costs/prices.ts";
import { UsageError } from "../../ops/errors.ts";
import { readCostSettings, settingValues } from "../../ops/stack-settings.ts";
import { demandsOf } from "./capacity.ts";
import { hourlyCost } from "./hourly.ts";
import type { Plan } from "./lines.ts";

const count = v.pipe(v.unknown(), v.transform(Number), v.integer(), v.minValue(1));
const capacitySettings = v.object({ webhookRateLimit: count, consumerConcurrency: count });

/**
 * What a rate needs of a stack and what it costs an hour.
 * @param rate events a second @param region default: the stack's @param parcels a second, that the warehouse reports
 * @throws UsageError for a Region without figures
 */
export async function planFor(rate: number, stage: string, region: string | undefined, parcels = 0): Promise<Plan> {
  const { region: declared, ...costSettings } = await readCostSettings(stage);
  const chosen = region ?? declared;
  if (!isPricedRegion(chosen)) {
    throw new UsageError(`--region ${chosen}: there are figures of ${pricedRegions.join(" and ")} only`);
  }
  const counted = await readCounts();
  const counts = parcels === 0 ? counted : withParcels(counted, (parcels / rate) * counted.events);
  const settings = v.parse(capacitySettings, await settingValues(stage));
  return {
    rate,
    parcels,
    region: chosen,
    stage,
    counted: counts.measured,
    demands: demandsOf(rate, chosen, settings, counts),
    cost: hourlyCost(rate, chosen, costSettings, counts),
  };
}
