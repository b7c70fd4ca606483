import { describe, expect, it } from "vitest";
import { createGate, seededRandom } from "./gate.ts";
import type { Frequency } from "./fault.ts";

const strikes = (frequency: Frequency, matches: number, seed = 1): number[] => {
  const gate = createGate(frequency, seededRandom(seed));
  return Array.from({ length: matches }, (_none, index) => index).filter(() => gate());
};

describe("a fault strikes", () => {
  it.each<[Frequency, number[]]>([
    [{}, [0]],
    [{ skip: 2 }, [2]],
    [{ times: 3 }, [0, 1, 2]],
    [{ skip: 1, times: 2 }, [1, 2]],
    [{ skip: 4, times: "always" }, [4, 5]],
  ])("%j of six matches: %j", (frequency, expected) => {
    expect(strikes(frequency, 6)).toEqual(expected);
  });

  it("one of every five, which one by the seed", () => {
    const struck = strikes({ times: { oneIn: 5 } }, 500, 3);
    expect(struck.map((index) => Math.floor(index / 5))).toEqual(Array.from({ length: 100 }, (_none, index) => index));
    expect(new Set(struck.map((index) => index % 5)).size).toBe(5);
    expect(strikes({ times: { oneIn: 5 } }, 500, 3)).toEqual(struck);
    expect(strikes({ times: { oneIn: 5 } }, 500, 4)).not.toEqual(struck);
  });
});
