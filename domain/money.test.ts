import { describe, expect, it } from "vitest";

import { formatAmount, stripeDecimals } from "./money.ts";

/** Intl puts a no-break space behind a currency code; plain text reads better in a table of cases. */
const shown = (amount: number, currency: string): string => formatAmount(amount, currency).replaceAll("\u00a0", " ");

describe("formatAmount", () => {
  it.each([
    [1999, "usd", "$19.99"],
    [123_456_789, "eur", "€1,234,567.89"],
    [5, "gbp", "£0.05"],
    [500, "jpy", "¥500"],
    [250_000, "vnd", "₫250,000"],
    [12_000, "krw", "₩12,000"],
    [1500, "clp", "CLP 1,500"],
    [2000, "mga", "MGA 2,000"],
    [5120, "kwd", "KWD 5.120"],
    [10, "bhd", "BHD 0.010"],
    [1_234_560, "tnd", "TND 1,234.560"],
    [0, "usd", "$0.00"],
    [-1999, "usd", "-$19.99"],
  ])("writes %i %s as %s", (amount, currency, text) => {
    expect(shown(amount, currency)).toBe(text);
  });

  it.each([
    [500, "isk", "ISK 5"],
    [500, "ugx", "UGX 5"],
    [550, "isk", "ISK 5.50"],
    [104_500, "huf", "HUF 1,045.00"],
    [80_000, "twd", "NT$800.00"],
  ])("follows Stripe's special case for %i %s: %s", (amount, currency, text) => {
    expect(shown(amount, currency)).toBe(text);
  });

  it("keeps every digit of an amount that a binary fraction would round", () => {
    expect(shown(9_007_199_254_740_991, "usd")).toBe("$90,071,992,547,409.91");
  });

  it("writes an unknown code behind the number, and an invalid code without its strange characters", () => {
    expect(shown(1999, "zzz")).toBe("ZZZ 19.99");
    expect(shown(1999, "<b>x")).toBe("19.99 BX");
    expect([shown(1999, "usdx"), shown(1999, "1usd")]).toEqual(["19.99 USDX", "19.99 1USD"]);
    expect(shown(1999, "")).toBe("19.99");
  });

  it("refuses an amount that is not an integer", () => {
    expect(() => formatAmount(19.99, "usd")).toThrow("19.99");
  });
});

describe("stripeDecimals", () => {
  it("follows Stripe's list and not the number of decimals that are usually written", () => {
    expect([stripeDecimals("UGX"), stripeDecimals("isk"), stripeDecimals("jod"), stripeDecimals("XOF")]).toEqual([
      2, 2, 3, 0,
    ]);
  });
});
