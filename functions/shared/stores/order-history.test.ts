import { expect, it } from "vitest";
import { extendOrder } from "../../../domain/order/order.ts";
import { factsOfEvent } from "../../../domain/order/facts-of-event.ts";
import { readOrder } from "../../../domain/order/stored-order.ts";
import { entryOf } from "../../../domain/order/timeline.ts";
import { typedEvent } from "../../../domain/event/typed-event.ts";
import { readStripeEvent } from "../../../domain/event/event.ts";
import { samplePurchase } from "../../../packages/stripe-offline/samples/index.ts";
import { packOrder, unpackOrder } from "./order-history.ts";

const appliedAt = "2026-11-28T12:00:00.123Z";
const { story, orderKey, ids, customer } = samplePurchase({ kind: "payment", seed: "packed" });
const items = ["MUG-BLUE", "TEE-M"].map((sku) => ({ sku, name: `A usual thing (${sku})`, quantity: 2, goods: true }));
const additions = story.map((sample) => {
  const event = typedEvent(readStripeEvent(structuredClone(sample)));
  const facts = factsOfEvent(event, []);
  return {
    facts,
    timeline: [entryOf(event, appliedAt)],
    aliases: [ids.session],
    items,
    contact: { email: customer.email ?? "", name: customer.name ?? "" },
  };
});
const usual = extendOrder(undefined, { orderId: orderKey, livemode: false }, additions, appliedAt);

/** At least what DynamoDB counts, which has no quotes. */
const bytesOf = ({ history, ...rest }: Readonly<Record<string, unknown>>): number =>
  Buffer.byteLength(JSON.stringify(rest)) + "history".length + (history as Uint8Array).length;

it("an order comes out as it was packed", () => {
  expect(unpackOrder(packOrder(usual))).toEqual(JSON.parse(JSON.stringify(usual)));
  expect(readOrder(unpackOrder(packOrder(usual)))).toEqual(usual);
});

it("an item that a former version stored is read as it is", () => {
  expect(unpackOrder({ ...usual })).toEqual(usual);
});

it("the usual order is less than 1 KB, which is one write unit, and unpacked it is more", () => {
  expect(usual.status).toBe("paid");
  expect(bytesOf(packOrder(usual))).toBeLessThan(1000);
  expect(Buffer.byteLength(JSON.stringify(usual))).toBeGreaterThan(1500);
});

it("what people and the index read is beside the history", () => {
  const { history, ...rest } = packOrder(usual);
  expect(history).toBeInstanceOf(Uint8Array);
  expect(rest).toMatchObject({ orderId: orderKey, status: "paid", customerId: customer.id, items, amountPaid: 5800 });
});
