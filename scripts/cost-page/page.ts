import { readCounts } from "../../ops/core/costs/counts.ts";
import { withGenerated } from "../markdown.ts";
import { billedCalls, countedCalls, parcelCalls } from "./calls.ts";
import { commandOutput } from "./command-output.ts";
import { drivers } from "./drivers.ts";
import { levers } from "./levers.ts";
import { mixTables } from "./mix.ts";
import { smallShop, monthsByGroup, monthsByStack, networkByMonth, tracesByVolume } from "./months.ts";
import { priceTable } from "./price-table.ts";

/** docs/cost.md with its generated parts as mix, counts, prices and settings make them. @throws Error without a mark */
export async function withCosts(document: string): Promise<string> {
  const counts = await readCounts();
  const parts = {
    "small shop": await smallShop(counts),
    mix: mixTables(),
    calls: countedCalls(counts),
    parcels: await parcelCalls(counts),
    "goals of the calls": billedCalls(counts),
    "ops costs": await commandOutput(),
    stacks: await monthsByStack(counts),
    groups: await monthsByGroup(counts),
    traces: await tracesByVolume(counts),
    network: await networkByMonth(counts),
    drivers: await drivers(counts),
    levers: await levers(counts),
    prices: priceTable(),
  };
  let written = document;
  for (const [part, text] of Object.entries(parts)) written = withGenerated(written, part, "npm run docs:cost", text);
  return written;
}
