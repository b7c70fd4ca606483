import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { sendableAddress } from "./address.ts";

describe("sendableAddress", () => {
  it.each([
    ["jenny@example.com", "jenny@example.com"],
    ["first.last+tag@mail.example.co.uk", "first.last+tag@mail.example.co.uk"],
    ["o'brien@example.com", "o'brien@example.com"],
    ["jenny@bücher.example", "jenny@xn--bcher-kva.example"],
  ])("takes %s", (address, sendable) => {
    expect(sendableAddress(address)).toBe(sendable);
  });

  it.each([
    ["a line break", "jenny@example.com\r\nBcc: all@example.com"],
    ["a line break at the end", "jenny@example.com\n"],
    ["a line break before the @", "jen\nny@example.com"],
    ["a control character", "jenny\u0000@example.com"],
    ["a control character in the domain", "jenny@exam\u007fple.com"],
    ["a line separator", "jenny@example.com\u2028"],
    ["two addresses", "jenny@example.com,eve@example.com"],
    ["two @", "jenny@eve@example.com"],
    ["a display name", "Jenny <jenny@example.com>"],
    ["a quoted local part", '"jenny rosen"@example.com'],
    ["a local part beyond ASCII", "jenný@example.com"],
    ["dots in a row", "jenny..rosen@example.com"],
    ["no domain", "jenny@"],
    ["a domain without a dot", "jenny@localhost"],
    ["a number for a domain", "jenny@127.0.0.1"],
    ["an empty label", "jenny@example..com"],
    ["a hyphen at a label's end", "jenny@example-.com"],
    ["a path in the domain", "jenny@example.com/x"],
    ["nothing", ""],
    ["a local part that is too long", `${"a".repeat(65)}@example.com`],
    ["an address that is too long", `${"a".repeat(64)}@${`${"b".repeat(60)}.`.repeat(4)}com`],
  ])("refuses %s", (_, address) => {
    expect(sendableAddress(address)).toBeUndefined();
  });

  it("lets nothing through that could end a header line or begin a second address", () => {
    const hostile = fc.constantFrom("\r", "\n", "\u0000", "\u0085", "\u2028", ",", ";", "<", ">", " ", "\t", '"', "(");
    fc.assert(
      fc.property(fc.emailAddress(), hostile, fc.nat(), (address, character, position) => {
        const at = position % (address.length + 1);
        expect(sendableAddress(address.slice(0, at) + character + address.slice(at))).toBeUndefined();
      }),
    );
  });
});
