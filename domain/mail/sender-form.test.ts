import { expect, it } from "vitest";
import { isEmailAddress, isName, isSender, longestName } from "./sender-form.ts";

it.each([
  [isEmailAddress, ["orders@shop.example", "a.b+c@mail.shop.io"]],
  [isName, ["Blue Shop", "B", "蓝店", "24 Ants", "B".repeat(longestName)]],
  [isSender, ["orders@shop.example", "Blue Shop <orders@shop.example>"]],
] as const)("%o takes %j", (accepts, values) => {
  expect(values.filter((value) => !accepts(value))).toEqual([]);
});

it.each([
  [
    isEmailAddress,
    ["orders@shop", "@shop.example", "Blue <orders@shop.example>", "a b@shop.example", "a@shop.example,b"],
  ],
  [isName, ["", "B".repeat(longestName + 1), "Blue <b>", 'Blue "x"', "a@b", "Blue\nShop", "24 7"]],
  [isSender, ["", "Blue Shop", "Blue Shop <orders>", "24 7 <orders@shop.example>", "Blue\nShop <orders@shop.example>"]],
] as const)("%o refuses %j", (accepts, values) => {
  expect(values.filter((value) => accepts(value))).toEqual([]);
});
