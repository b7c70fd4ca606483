import { expect, it } from "vitest";
import { isDomain, isHttpsUrl, isNoticeEndpoint, isSenderOf } from "./setting-forms.ts";

const label = "a".repeat(63);
const longestDomain = `${label}.${label}.${label}.${"a".repeat(57)}.com`;

it.each([
  [isHttpsUrl, ["https://shop.example/help?a=b", "https://shop.example:8443"]],
  [isNoticeEndpoint, ["orders@shop.example", "https://shop.example/hook"]],
  [isDomain, ["a.io", "shop.example", "1.my-shop.example", "x--y.example", longestDomain]],
] as const)("%o takes %j", (accepts, values) => {
  expect(values.filter((value) => !accepts(value))).toEqual([]);
});

it.each([
  [
    isHttpsUrl,
    [
      "http://shop.example",
      "shop.example",
      "https://shop.example/a b",
      'https://shop.example/"',
      "https://a/<b>",
      "https:shop.example",
      "https:/shop.example",
      "HTTPS://shop.example",
      "https://",
    ],
  ],
  [isNoticeEndpoint, ["http://shop.example/hook", "shop.example"]],
  [
    isDomain,
    [
      "shop",
      "Shop.example",
      "-a.example",
      "a-.example",
      "a..example",
      "shop.e",
      "shop.example/",
      " shop.example",
      `a${longestDomain}`,
      `x_${longestDomain}`,
      `${label}a.example`,
    ],
  ],
] as const)("%o refuses %j", (accepts, values) => {
  expect(values.filter((value) => accepts(value))).toEqual([]);
});

it("covers a domain's own addresses, and those of domains under it", () => {
  expect(isSenderOf("Blue Shop <orders@Shop.Example>", "shop.example")).toBe(true);
  expect(isSenderOf("orders@mail.shop.example", "shop.example")).toBe(true);
  expect(isSenderOf("orders@notshop.example", "shop.example")).toBe(false);
});
