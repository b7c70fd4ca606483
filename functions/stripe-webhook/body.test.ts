import { expect, it } from "vitest";
import { bodyOf } from "./body.ts";
import { computeSignature } from "../shared/signature.ts";

const encoded = (bytes: Buffer) => bodyOf({ body: bytes.toString("base64"), isBase64Encoded: true });

it.each(["", '{"id":"evt_1"}', "café ☕ 𝄞", "\uFEFF{}"])(
  "is the text %j, however it came, with the same signature",
  (text) => {
    const bytes = Buffer.from(text, "utf8");
    expect(bodyOf({ body: text, isBase64Encoded: false })).toBe(text);
    expect(encoded(bytes)).toBe(text);
    expect(computeSignature("whsec_1", "1", text)).toEqual(computeSignature("whsec_1", "1", bytes));
  },
);

it("keeps the bytes of what is not UTF-8: no decoding may make two bodies one", () => {
  for (const bytes of [Buffer.from([0xff, 0xfe]), Buffer.from([0xc3]), Buffer.from([0xed, 0xa0, 0x80])]) {
    expect(encoded(bytes)).toEqual(bytes);
  }
});

it("is empty where there is none", () => {
  expect(bodyOf({ isBase64Encoded: false })).toBe("");
});
