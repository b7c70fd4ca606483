import { readCounts } from "../../ops/core/costs/counts.ts";
import { runOps } from "../../ops/testing.ts";
import { withGenerated } from "../markdown.ts";
import { billedCalls, countedCalls, parcelCalls } from "./calls.ts";
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

async function commandOutput(): Promise<string> {
  const { code, out, err } = await runOps(["costs"]);
  if (code !== 0) throw new Error(`ops costs ended with ${String(code)}: ${err}`);
  return `\`\`\`\n$ npm run ops -- costs\n${out}\`\`\`\n`;
}
