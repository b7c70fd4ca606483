import * as fc from "fast-check";
import { expect, it } from "vitest";
import { parseSender, senderHeader } from "./sender.ts";

it.each([
  ["orders@shop.example", { address: "orders@shop.example" }, "orders@shop.example"],
  [
    "Blue Shop <orders@shop.example>",
    { name: "Blue Shop", address: "orders@shop.example" },
    '"Blue Shop" <orders@shop.example>',
  ],
  [
    '"Shop, Blue" <orders@shop.example>',
    { name: "Shop, Blue", address: "orders@shop.example" },
    '"Shop, Blue" <orders@shop.example>',
  ],
  ["<orders@shop.example>", { address: "orders@shop.example" }, "orders@shop.example"],
  ["Cửa hàng <o@s.vn>", { name: "Cửa hàng", address: "o@s.vn" }, "=?UTF-8?B?Q+G7rWEgaMOgbmc=?= <o@s.vn>"],
])("%s is a sender", (written, sender, header) => {
  expect(parseSender(written)).toEqual(sender);
  expect(senderHeader(sender)).toBe(header);
});

it("a display name comes back whole from encoded words of at most 75 characters, whole characters each", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", minLength: 1 }), (text) => {
      const name = `ở${text}`;
      const words = senderHeader({ name, address: "a@b.example" }).split(" ").slice(0, -1);
      for (const word of words) expect(word.length).toBeLessThanOrEqual(75);
      const decoded = words.map((word) => Buffer.from(word.split("?")[3] ?? "", "base64").toString());
      expect(decoded.join("")).toBe(name.toWellFormed());
      expect(decoded.join("")).toBe(decoded.map((part) => part.toWellFormed()).join(""));
    }),
  );
});
