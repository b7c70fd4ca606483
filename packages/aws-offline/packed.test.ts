import { expect, it } from "vitest";
import { sampleBody, samplePurchase } from "../stripe-offline/samples/index.ts";
import { pack, unpack } from "./packed.ts";

const { completed } = samplePurchase({ kind: "payment", seed: "packed", at: 1_790_000_000 }).events;

it("gives back the text to the byte, whatever is in it", () => {
  const text = `${sampleBody(completed)} ü€😀 \u0000`;
  expect(unpack(pack(text))).toBe(text);
});

it("takes less than half of an event's text, in memory of its own", () => {
  const text = sampleBody(completed);
  const packed = pack(text);
  expect(packed.length).toBeLessThan(text.length / 2);
  expect(packed.buffer.byteLength).toBe(packed.length);
});
