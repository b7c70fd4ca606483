import { describe, expect, it } from "vitest";
import { loadPurchase } from "./load-purchase.ts";
import { readStripeEvent } from "../../domain/event/event.ts";
import { typedEvent } from "../../domain/event/typed-event.ts";
import { memoryStripe } from "../../packages/stripe-offline/memory-stripe.ts";
import { type SampleEvent, samplePurchase, type SampleObject } from "../../packages/stripe-offline/samples/index.ts";
import { memoryJournal } from "./testing.ts";

const mugAndTee = [
  { sku: "MUG-BLUE", quantity: 2, goods: true },
  { sku: "TEE-M", quantity: 1, goods: true },
];

const settled = { listsSettled: true, mergesLater: false };

function loader(objects: readonly SampleObject[]) {
  const journal = memoryJournal();
  const stripe = memoryStripe(objects);
  const load = (orderKey: string, event: SampleEvent) =>
    loadPurchase(
      orderKey,
      typedEvent(readStripeEvent(JSON.parse(JSON.stringify(event)))),
      { journal, stripe },
      settled,
    );
  return { journal, stripe, load };
}

describe("loadPurchase", () => {
  it("asks Stripe for a session's line items once, and remembers them for every consumer", async () => {
    const { objects, events, orderKey, customer, ids } = samplePurchase({ kind: "payment", seed: "a" });
    const { load, stripe } = loader(objects);
    const purchase = await load(orderKey, events.completed);
    expect(purchase).toMatchObject({
      orderKey,
      source: "session",
      items: mugAndTee,
      customer,
      currency: "sgd",
      amountTotal: 5800,
      session: ids.session,
      paymentIntents: [ids.paymentIntent],
    });
    expect(await load(orderKey, events.paymentSucceeded)).toEqual(purchase);
    expect(stripe.calls).toEqual([`session ${ids.session}`]);
  });

  it("reads metadata `products` without a call", async () => {
    const { events, orderKey } = samplePurchase({ kind: "payment", seed: "a", contents: "metadata" });
    const { load, stripe } = loader([]);
    expect(await load(orderKey, events.completed)).toMatchObject({ source: "session", items: mugAndTee });
    expect(stripe.calls).toEqual([]);
  });

  it("lists an invoice's lines, whatever event asks first", async () => {
    const { objects, events, orderKey, ids, aftermath } = samplePurchase({ kind: "subscription", seed: "a" });
    for (const event of [events.invoicePaid, events.completed, aftermath.fullRefund.events.refundCreated]) {
      const { load } = loader(objects);
      expect(await load(orderKey, event)).toMatchObject({
        source: "invoice",
        items: mugAndTee,
        subscription: ids.subscription,
        paymentIntents: [ids.paymentIntent],
      });
    }
  });

  it("finds the session behind a refund", async () => {
    const { objects, orderKey, aftermath, ids } = samplePurchase({ kind: "payment", seed: "a" });
    const { load, stripe } = loader(objects);
    const purchase = await load(orderKey, aftermath.fullRefund.events.refundCreated);
    expect(purchase).toMatchObject({ source: "session", items: mugAndTee });
    expect(stripe.calls).toEqual([`session of ${ids.paymentIntent}`]);
  });

  it("finds the payment intent with products behind a refund", async () => {
    const { objects, orderKey, aftermath } = samplePurchase({ kind: "payment-intent", seed: "a" });
    const { load } = loader(objects);
    const purchase = await load(orderKey, aftermath.fullRefund.events.refundCreated);
    expect(purchase).toMatchObject({ source: "payment_intent", items: mugAndTee });
  });

  it("knows no contents of a payment that sold nothing, and does not remember that", async () => {
    const { objects, orderKey, aftermath } = samplePurchase({
      kind: "payment-intent",
      seed: "a",
      contents: "line-items",
    });
    const { load, journal } = loader(objects);
    expect(await load(orderKey, aftermath.fullRefund.events.refundCreated)).toBeUndefined();
    expect(journal.purchases.size).toBe(0);
  });

  it("answers the snapshot that stands when another consumer was faster", async () => {
    const { objects, events, orderKey } = samplePurchase({ kind: "payment", seed: "a" });
    const { journal, stripe } = loader(objects);
    const event = typedEvent(readStripeEvent(JSON.parse(JSON.stringify(events.completed))));
    const [one, other] = await Promise.all(
      [1, 2].map(() => loadPurchase(orderKey, event, { journal, stripe }, settled)),
    );
    expect(one).toBe(other);
  });

  it("passes on that Stripe has no such object", async () => {
    const { events, orderKey } = samplePurchase({ kind: "payment", seed: "a" });
    await expect(loader([]).load(orderKey, events.completed)).rejects.toMatchObject({
      causeCode: "stripe-not-found",
      disposition: "reject",
    });
  });
});
