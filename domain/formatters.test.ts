import { expect, it } from "vitest";
import { dateFormat, numberFormat } from "./formatters.ts";

const dollars = { style: "currency", currency: "USD" } as const;

it("makes a formatter once for the same locale and options", () => {
  const first = numberFormat("en-US", dollars);
  expect(first.format(1.5)).toBe("$1.50");
  expect(numberFormat("en-US", { ...dollars })).toBe(first);
});

it("keeps apart what differs in the locale or an option", () => {
  expect(numberFormat("de-DE", dollars).format(1.5)).toBe("1,50\u00a0$");
  expect(numberFormat("en-US", { ...dollars, currency: "EUR" }).format(1.5)).toBe("€1.50");
  expect(numberFormat("en-US", { ...dollars, minimumFractionDigits: 3 }).format(1.5)).toBe("$1.500");
});

it("writes days of different languages with formatters of their own", () => {
  const long = { dateStyle: "long", timeZone: "UTC" } as const;
  expect(dateFormat("en-GB", long).format(0)).toBe("1 January 1970");
  expect(dateFormat("de-DE", long).format(0)).toBe("1. Januar 1970");
  expect(dateFormat("en-GB", long)).toBe(dateFormat("en-GB", { ...long }));
});

it("keeps a bounded number of them", () => {
  const first = numberFormat("en-US", dollars);
  for (let digits = 1; digits <= 64; digits += 1) numberFormat("en-US", { maximumFractionDigits: digits });
  expect(numberFormat("en-US", dollars)).not.toBe(first);
});

it("refuses a wrong locale each time", () => {
  const format = () => numberFormat("no locale", dollars);
  expect(format).toThrow(RangeError);
  expect(format).toThrow(RangeError);
});
