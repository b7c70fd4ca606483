import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startBench, type Bench } from "./bench.ts";
import { dataTypes } from "./data-types.ts";
import { missingDependencies } from "./missing-dependencies.ts";
import { InlineEngine } from "./inline.ts";
import { allowedValues, partnerSource, withNeeds } from "./settings/allowed.ts";
import { pairwise } from "./settings/pairwise.ts";

const factors = new Map([["stack", ["dev", "prod"]], ...(await allowedValues())]);
/** They decide what resources there are, and meet in more than pairs. */
const variants = ["stack", "network", "interfaceEndpoints", "encryption"];
const rows = pairwise(factors, variants);
const variantOf = (settings: Readonly<Record<string, string>>): string =>
  variants.map((setting) => settings[setting]).join(" ");

/**
 * Takes one stack through its share of the rows in which every two values of two settings meet, and every variant: each
 * row is an `up` from the one before, so that changes of many settings at once are tried too. The first row of each variant
 * is previewed again, also after two refreshes.
 */
export function walkThrough(stack: string): void {
  describe(`the ${stack} stack under any settings`, () => {
    let bench: Bench;
    let engine: InlineEngine;
    beforeAll(async () => {
      bench = await startBench(stack);
      engine = await InlineEngine.on(bench);
    });
    afterAll(() => bench.close());

    const shownBefore = new Set<string>();
    const own = rows
      .filter((row) => row["stack"] === stack)
      // The key of the stack's own is data, which in prod does not go: those who have it come last.
      .toSorted((one, other) => (one["encryption"] ?? "").localeCompare(other["encryption"] ?? ""))
      .map((row, index) => {
        const { stack: _, ...others } = row;
        // A partner source's archive and the warehouse's inbox are data too: one stack has them in every row, the other in none.
        const ways =
          stack === "dev"
            ? { stripeEventSource: partnerSource, warehouseInbox: "true" }
            : { stripeEventSource: "", webhook: "on", warehouseInbox: "false" };
        const settings = withNeeds({ ...others, ...ways });
        return [index, Object.values(settings).join(" "), settings] as const;
      });

    it.each(own)("row %i: %s", async (_index, _values, settings) => {
      await engine.set(settings);
      const steps = await engine.up();
      const gone = steps.filter(({ type, verb }) => dataTypes.has(type) && (verb === "replace" || verb === "delete"));
      expect(gone).toEqual([]);
      expect(missingDependencies(bench.cloud, await bench.state())).toEqual([]);
      if (shownBefore.has(variantOf(settings))) return;
      shownBefore.add(variantOf(settings));
      expect(await engine.preview()).toEqual([]);
      await engine.refresh();
      expect(await engine.refresh()).toEqual([]);
      expect(await engine.preview()).toEqual([]);
    });
  });
}
