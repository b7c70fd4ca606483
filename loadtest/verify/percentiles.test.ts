import { describe, expect, it } from "vitest";
import { distributionOf } from "./percentiles.ts";

describe("distributionOf", () => {
  it("takes each percentile from what was measured, by nearest rank", () => {
    const values = Array.from({ length: 200 }, (_, index) => 200 - index);
    expect(distributionOf(values)).toEqual({ count: 200, p50: 100, p95: 190, p99: 198, max: 200 });
    expect(distributionOf([7])).toEqual({ count: 1, p50: 7, p95: 7, p99: 7, max: 7 });
  });

  it("has nothing to say about nothing", () => {
    expect(distributionOf([])).toBeUndefined();
  });
});
