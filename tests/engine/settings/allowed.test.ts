import { describe, expect, it } from "vitest";
import { parseRefusal } from "./allowed.ts";

describe("the values that a setting allows", () => {
  it.each([
    ["give a whole number from 2 to 1000", ["2", "1000"]],
    ["give one of 1, 3, 5, 3653", ["1", "3653"]],
    ["give public or private", ["public", "private"]],
    ["give an e-mail address", ["somebody@simulator.amazonses.com"]],
    [
      "give an https:// URL or an e-mail address, or empty for none",
      ["", "https://warehouse.amazonses.com/notices", "warehouse@simulator.amazonses.com"],
    ],
    ['not implemented yet; only "public" is', ["public"]],
  ])("%s", (allowed, values) => {
    expect(parseRefusal(`Invalid settings:\n  one is "?": ${allowed}\nChange it`)).toEqual(new Map([["one", values]]));
  });

  it("are not guessed", () => {
    expect(() => parseRefusal('  one is "?": give a colour')).toThrow(
      'no example is known of what a setting allows as "a colour"',
    );
  });
});
