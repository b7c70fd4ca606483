import { describe, expect, it } from "vitest";
import { combinations, pairsIn, pairsOf, pairwise } from "./pairwise.ts";

const factors = new Map([
  ["stage", ["dev", "prod"]],
  ["network", ["public", "private"]],
  ["warehouse", ["", "https", "mail"]],
  ["concurrency", ["2", "10", "1000"]],
  ["heartbeat", ["0", "168"]],
]);

describe("pairwise", () => {
  const rows = pairwise(factors);

  it("lets every two values meet", () => {
    expect(new Set(rows.flatMap(pairsIn))).toEqual(new Set(pairsOf(factors)));
  });

  it("gives every factor one of its values in every row", () => {
    for (const row of rows) {
      expect(Object.keys(row).toSorted()).toEqual([...factors.keys()].toSorted());
      for (const [name, value] of Object.entries(row)) expect(factors.get(name)).toContain(value);
    }
  });

  it("needs few rows: the two largest factors make nine, all combinations 72", () => {
    expect(rows.length).toBeGreaterThanOrEqual(9);
    expect(rows.length).toBeLessThanOrEqual(12);
  });

  it("has every combination of the factors that are asked for whole, and every pair still", () => {
    const whole = ["stage", "network", "heartbeat"];
    const more = pairwise(factors, whole);
    const all = combinations(factors, whole);
    expect(all).toHaveLength(8);
    for (const combination of all) expect(more).toContainEqual(expect.objectContaining(combination));
    expect(new Set(more.flatMap(pairsIn))).toEqual(new Set(pairsOf(factors)));
    expect(more.length).toBeLessThanOrEqual(12);
    expect(() => pairwise(factors, ["colour"])).toThrow("no factor colour");
  });
});
