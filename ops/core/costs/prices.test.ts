import { describe, expect, it } from "vitest";
import { type Copy, priceCopies } from "./copies.ts";
import { type Price, prices } from "./prices.ts";

const all: readonly Price[] = Object.values(prices);
const copies: readonly Copy[] = Object.values(priceCopies);

describe("the prices", () => {
  it.each(copies)("are taken from $name, at one commit where it has commits, with its day", ({ at, day }) => {
    expect(day ?? "").toMatch(/^(?:\d{4}-\d{2}-\d{2})?$/u);
    expect(at).toMatch(/^(?!https:\/\/github\.com)|\/(?:blob|tree)\/[\da-f]{40}\//u);
  });

  it("name no copy that none of them is taken from", () => {
    const used = new Set(all.flatMap(({ seen }) => Object.values(seen)));
    expect(copies.filter((copy) => !used.has(copy))).toEqual([]);
  });

  it("are nowhere lower in Singapore than in Virginia", () => {
    expect(all.filter(({ usd }) => usd["ap-southeast-1"] < usd["us-east-1"])).toEqual([]);
  });
});
