import { describe, expect, it } from "vitest";
import type { KnownLack } from "./lacks.ts";
import { summarise, table, verdictOf, type Result } from "./report.ts";

const result = (offline: unknown, emulator: unknown, knownLack?: KnownLack): Result => ({
  feature: "orders",
  source: "https://docs.aws.amazon.com/",
  offline,
  emulator,
  knownLack,
});

describe("the verdict on a feature", () => {
  it("passes only what both show alike", () => {
    expect(verdictOf(result({ a: [1] }, { a: [1] }))).toBe("same");
    expect(verdictOf(result(1, 2))).toBe("differs");
  });

  it("does not count what is known to be lacking, as long as it shows just that", () => {
    const noPipes = { why: "no pipes", shows: [] };
    expect(verdictOf(result(["event"], [], noPipes))).toBe("lacks, as known");
    expect(verdictOf(result(["event"], { error: "refused" }, noPipes))).toBe("differs");
    expect(verdictOf(result(["event"], ["event"], noPipes))).toMatch(/^no longer lacks/u);
  });

  it("is counted", () => {
    const known = { why: "no pipes", shows: 2 };
    const results = [result(1, 1), result(1, 2), result(1, 2, known), result(1, 1, known)];
    expect(summarise(results)).toEqual({ passed: 1, lacking: 1, failed: 2 });
  });

  it("shows both sides of a difference", () => {
    expect(table([result({ status: 413 }, { status: 200 })])).toContain('emulator: {"status":200}');
  });
});
