import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { plainBrand } from "./brand.ts";
import { addressLines, greetingName } from "./buyers-text.ts";
import { composeMail } from "./compose.ts";
import { languages } from "./locale.ts";

describe("the name in a greeting", () => {
  it.each([
    "Jenny Rosen",
    "J. R. R. Tolkien",
    "J.R.R. Tolkien",
    "Nguyễn Thị Minh Khai",
    "田中 花子",
    "O’Brien-Smith, Anna-María",
    "Anna & Ben",
    "محمد علي",
  ])("may be %s", (name) => {
    expect(greetingName(name)).toBe(name);
  });

  it.each([
    "https://evil.example",
    "evil.example",
    "evil。example",
    "ｅｖｉｌ．ｅｘａｍｐｌｅ",
    "www evil example/login",
    "a@b.co",
    "jenny＠example",
    "call 0800 123",
    "Locked: sign in",
    "t.co",
    "n".repeat(41),
    "Jenny\u2024com",
    "...",
    "",
    undefined,
  ])("is never %j", (name) => {
    expect(greetingName(name)).toBeUndefined();
  });
});

describe("the shipping address", () => {
  it("is left out where a part of it is a link or an e-mail address", () => {
    for (const line1 of ["https://evil.example", "mail me@evil.example", "see www.evil.example", "//evil.example"]) {
      expect(addressLines({ line1, city: "Hue" }, "en")).toEqual([]);
    }
  });

  it("makes no link of abbreviations, and no message of the name", () => {
    const address = { name: "evil.example", line1: "P.Bến Nghé, Q.1", city: "TP.HCM", country: "vietnam" };
    expect(addressLines(address, "vi")).toEqual(["P. Bến Nghé, Q. 1", "TP. HCM", "vietnam"]);
  });
});

/** What mail programs make a link of. */
const link = /[\p{L}\p{N}_%+-]@[\p{L}\p{N}]|:\/\/|\/\/|\bwww\b|[\p{L}\p{N}-]\.\p{L}{2}|\d\.\d+\.\d/iu;

it("nothing that buyers enter makes an address or a link of any mail", () => {
  const bait = fc.constantFrom(
    "https://",
    "evil.com",
    "evil.",
    "com",
    "@",
    "www.",
    ".",
    "/",
    "。",
    "．",
    "․",
    "1.2.3.4",
    "mailto:",
    " ",
    "\u200d",
    "\n",
  );
  // Any code point but a surrogate, as `unit: "binary"` draws, which first makes a map of all of them: most of a second.
  const points = [
    { arbitrary: fc.integer({ min: 0, max: 0xd7ff }), weight: 0xd800 },
    { arbitrary: fc.integer({ min: 0xe000, max: 0x10ffff }), weight: 0x102000 },
  ];
  const anything = fc.array(fc.oneof(...points)).map((drawn) => String.fromCodePoint(...drawn));
  const entered = fc.array(fc.oneof(bait, fc.string(), anything), { maxLength: 6 }).map((parts) => parts.join(""));
  const address = fc.record({
    name: entered,
    line1: entered,
    line2: entered,
    city: entered,
    state: entered,
    postalCode: entered,
    country: entered,
  });
  fc.assert(
    fc.property(entered, address, fc.constantFrom(...languages), (customerName, shipTo, language) => {
      const total = { amount: 100, currency: "usd" };
      const mail = {
        kind: "confirmation",
        reference: "r",
        items: [],
        total,
        customerName,
        shipTo,
        locales: [language],
      } as const;
      const { subject, text } = composeMail(mail, plainBrand);
      // Amounts have dots between digits, and nobody enters them.
      const said = `${subject}\n${text}`.replace(/^.*(?:Total|Tổng cộng).*$/mu, "").normalize("NFKC");
      expect(said).not.toMatch(link);
    }),
    { numRuns: 2000 },
  );
});
