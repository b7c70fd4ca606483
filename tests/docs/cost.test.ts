import { expect, it } from "vitest";
import { readCounts } from "../../ops/core/costs/counts.ts";
import { estimate } from "../../ops/core/costs/estimate.ts";
import { pricedRegions } from "../../ops/core/costs/prices.ts";
import { readCostSettings } from "../../ops/stack-settings.ts";
import { withCosts } from "../../scripts/cost-page/page.ts";
import { readDocument } from "../../scripts/markdown.ts";

it("docs/cost.md shows what mix, counts, prices and settings make; `npm run docs:cost` writes it", async () => {
  const document = await readDocument("docs/cost.md");
  expect(await withCosts(document)).toBe(document);
});

it("docs/performance.md shows what a million events cost in each Region, with full batches", async () => {
  const document = await readDocument("docs/performance.md");
  const counts = await readCounts();
  const { region: _, ...settings } = await readCostSettings("dev");
  const [singapore, virginia] = pricedRegions.map(
    (region) =>
      estimate({ region, eventsPerMonth: 1_000_000, batchSize: counts.batchSize, settings }, counts).perMillion,
  );
  for (const part of ["events", "withArchive"] as const) {
    expect(document).toContain(
      `| ${String(singapore?.[part].toFixed(2))} $; ${String(virginia?.[part].toFixed(2))} $ in us-east-1 |`,
    );
  }
});
