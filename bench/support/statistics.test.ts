import { describe, expect, it } from "vitest";
import { median, pairedRatio } from "./statistics.ts";

describe("median", () => {
  it("is the middle one, or the mean of the two middle ones", () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(() => median([])).toThrow(RangeError);
  });
});

describe("pairedRatio", () => {
  it("compares what was measured together, and leaves a loaded round without weight", () => {
    expect(pairedRatio([10, 100, 11], [20, 200, 20])).toBe(0.5);
  });

  it("refuses what are not pairs", () => {
    expect(() => pairedRatio([1], [1, 2])).toThrow(RangeError);
  });
});
