import { expect, it } from "vitest";
import { costGoals } from "../../bench/calls/goals.ts";
import { readCounts } from "../../ops/core/costs/counts.ts";
import { estimate } from "../../ops/core/costs/estimate.ts";
import { isPricedRegion } from "../../ops/core/costs/prices.ts";
import { readCostSettings } from "../../ops/stack-settings.ts";
import { withCounts } from "../../scripts/cost-page/elsewhere.ts";
import { withCosts } from "../../scripts/cost-page/page.ts";
import { readDocument } from "../../scripts/markdown.ts";

it.each(Object.entries({ "docs/cost.md": withCosts, ...withCounts }))(
  "%s shows what mix, counts, prices and settings make; `npm run docs:cost` writes it",
  async (name, written) => {
    const document = await readDocument(name);
    expect(await written(document)).toBe(document);
  },
);

it("a stack named preview costs at most 8 $ a month while nothing happens", async () => {
  const counts = await readCounts();
  const { region, ...settings } = await readCostSettings("preview");
  if (!isPricedRegion(region)) throw new Error(`there are no prices of ${region}`);
  const { total } = estimate({ region, eventsPerMonth: 0, batchSize: 1, settings }, counts);
  expect(total).toBeLessThanOrEqual(8);
});

/** What each figure may be until its goal is reached: beside other work the same code counts a few percent more or less. */
const ceilings: readonly number[] = [0.5, 9.5, 5.9, 3, 1, 14.2, 17, 15.9, 19, 13.8];

it("what a million events ask for and cost grows no more: goals that are met stay met, and the others come no further away", async () => {
  const { region: _, ...settings } = await readCostSettings("prod");
  const goals = costGoals(await readCounts(), settings);
  expect(goals).toHaveLength(ceilings.length);
  const grown = goals.filter(({ value }, index) => value > (ceilings[index] ?? 0));
  expect(grown).toEqual([]);
});
