import { tableLines } from "../../ops/output/table.ts";
import type { Demand } from "./capacity.ts";
import type { HourlyCost } from "./hourly.ts";
import { limits, unseenLimits } from "./limits.ts";

export interface Plan {
  /** Events a second. */
  readonly rate: number;
  /** A second. */
  readonly parcels: number;
  readonly region: string;
  readonly stage: string;
  /** ISO date on which the calls were counted. */
  readonly counted: string;
  readonly demands: readonly Demand[];
  readonly cost: HourlyCost;
}

export function planLines({ rate, parcels, region, stage, counted, demands, cost }: Plan): string[] {
  const money = (usd: number): string => usd.toFixed(2);
  const { events, archive, tracing, mail, fixed } = cost.byGroup;
  return [
    `${number(rate)} events/s${parcels === 0 ? "" : ` and ${number(parcels)} parcels/s`} with the settings of stack ${stage} in ${region}; the first limit first:`,
    "",
    ...tableLines(
      ["BREAKS AT", "", "WHAT", "NEEDS", "HAS", "UNIT", "THEN"],
      demands.map(({ breaksAt, what, needs, has, unit, remedy }) => [
        `${number(breaksAt)}/s`,
        breaksAt < rate ? "BREAKS" : "holds",
        what,
        number(needs),
        number(has),
        unit,
        breaksAt < rate ? remedy : "",
      ]),
      Infinity,
    ),
    "",
    `Cost an hour: ${money(cost.total)} $ (events ${money(events)}, archive ${money(archive)}, tracing ${money(tracing)}, e-mail ${money(mail)}, fixed ${money(fixed)}), without what storage costs later.`,
    `Calls counted on ${counted}; recalled: ${String(unseenLimits())} of the ${String(Object.keys(limits).length)} quotas; the others are from public copies of their sources (loadtest/plan/limits.ts).`,
  ];
}

/** Three figures are as exact as this can be. */
function number(value: number): string {
  return Number(value.toPrecision(3)).toLocaleString("en");
}
