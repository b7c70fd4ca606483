import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cutText } from "./text.ts";

const family = "👩‍👩‍👧‍👦";

describe("cutText", () => {
  it("leaves alone what is short enough", () => {
    expect(cutText("abc", 3)).toBe("abc");
    expect(cutText("", 0)).toBe("");
  });

  it.each([
    ["ab🫖", 3, "ab"],
    ["ab🫖", 4, "ab🫖"],
    [`a${family}${family}`, 20, `a${family}`],
    [`a${family}b`, 11, "a"],
    ["ae\u0301b", 2, "a"],
    ["a🇸🇬🇻🇳", 7, "a🇸🇬"],
    ["مريم", 3, "مري"],
  ])("cuts %j at %i between two characters: %j", (text, longest, cut) => {
    expect(cutText(text, longest)).toBe(cut);
  });

  it("cuts a single character that is longer than all between two code points", () => {
    expect(cutText(`a${"\u0301".repeat(500)}`, 10)).toHaveLength(10);
    expect(cutText(family, 4)).toBe("👩‍");
  });

  it("makes a well-formed text's beginning, whatever the text", () => {
    const text = fc.string({ unit: "grapheme", maxLength: 40 });
    fc.assert(
      fc.property(text, fc.nat(60), (whole, longest) => {
        const cut = cutText(whole, longest);
        expect(whole.startsWith(cut)).toBe(true);
        expect(cut.length).toBeLessThanOrEqual(longest);
        expect(cut.isWellFormed()).toBe(true);
      }),
    );
  });
});
