import { setTimeout as delay } from "node:timers/promises";
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

function loader(objects: readonly SampleObject[], onWait: (milliseconds: number) => void = () => undefined) {
  const journal = memoryJournal();
  const stripe = memoryStripe(objects);
  const wait = (milliseconds: number) => {
    onWait(milliseconds);
    return delay(milliseconds / 50);
  };
  const load = (orderKey: string, event: SampleEvent) =>
    loadPurchase(
      orderKey,
      typedEvent(readStripeEvent(JSON.parse(JSON.stringify(event)))),
      { journal, stripe, wait },
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

  it("asks Stripe once for all consumers that ask at the same moment", async () => {
    const { objects, events, orderKey, ids } = samplePurchase({ kind: "renewal", seed: "a" });
    const { load, stripe } = loader(objects);
    const [one, other, third] = await Promise.all([1, 2, 3].map(() => load(orderKey, events.invoicePaid)));
    expect(one).toMatchObject({ items: mugAndTee });
    expect([other, third]).toEqual([one, one]);
    expect(stripe.calls).toEqual([`invoice ${ids.invoice}`]);
  });

  it("asks where the one who promised to failed", async () => {
    const { objects, events, orderKey, ids } = samplePurchase({ kind: "renewal", seed: "a" });
    const { load, stripe, journal } = loader(objects);
    await journal.claimFetch(`purchase#${orderKey}`);
    expect(await load(orderKey, events.invoicePaid)).toMatchObject({ items: mugAndTee });
    expect(stripe.calls).toEqual([`invoice ${ids.invoice}`]);
  });

  it("waits for nobody where Stripe has nothing, or fails", async () => {
    const { events, orderKey } = samplePurchase({ kind: "renewal", seed: "a" });
    const waits: number[] = [];
    const { load } = loader([], (milliseconds) => waits.push(milliseconds));
    const asked = await Promise.allSettled([1, 2, 3].map(() => load(orderKey, events.invoicePaid)));
    expect(asked.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
    expect(waits.length).toBeLessThan(3);
  });

  it("reads metadata `products` without a call", async () => {
    const { events, orderKey } = samplePurchase({ kind: "payment", seed: "a", contents: "metadata" });
    const { load, stripe } = loader([]);
    expect(await load(orderKey, events.completed)).toMatchObject({ source: "session", items: mugAndTee });
    expect(stripe.calls).toEqual([]);
  });

  it("asks once for the address of a payment intent that has none, and remembers it", async () => {
    const { objects, events, orderKey, customer } = samplePurchase({ kind: "payment-intent", seed: "a" });
    const silent = <T extends SampleObject>(object: T): T =>
      object.object === "payment_intent" ? { ...object, receipt_email: null } : object;
    const { load, stripe } = loader(objects.map(silent));
    const event = { ...events.paymentSucceeded, data: { object: silent(events.paymentSucceeded.data.object) } };
    const addresses = [await load(orderKey, event), await load(orderKey, event)].map((each) => each?.customer.email);
    expect(addresses).toEqual([customer.email, customer.email]);
    expect(stripe.calls).toEqual([`payment intent ${orderKey}`]);
  });

  it.each(['[{"sku":"MUG-BLUE","quan', "two mugs", "[]"])(
    "asks for the line items where the metadata `products` cannot be read: %j",
    async (products) => {
      const { objects, events, orderKey, ids } = samplePurchase({ kind: "payment", seed: "a" });
      const { load, stripe } = loader(objects);
      const object = { ...events.completed.data.object, metadata: { products } };
      const purchase = await load(orderKey, { ...events.completed, data: { object } });
      expect(purchase).toMatchObject({ items: mugAndTee });
      expect(purchase).not.toHaveProperty("unreadable");
      expect(stripe.calls).toEqual([`session ${ids.session}`]);
    },
  );

  it("asks for session and invoice of a payment intent whose `products` cannot be read, and knows when nothing is left", async () => {
    const products = '[{"sku":"MUG';
    const sold = samplePurchase({ kind: "payment-intent", seed: "a" });
    const { paymentSucceeded } = sold.events;
    const intent = { ...paymentSucceeded.data.object, metadata: { products } };
    const cut = { ...paymentSucceeded, data: { object: intent } };
    const alone = await loader([...sold.objects, intent]).load(sold.orderKey, cut);
    expect(alone).toMatchObject({ source: "payment_intent", items: [], unreadable: true });

    const invoiced = samplePurchase({ kind: "invoiced", seed: "b" });
    const bySession = await loader(invoiced.objects).load(invoiced.orderKey, {
      ...cut,
      data: { object: { ...intent, id: invoiced.ids.paymentIntent } },
    });
    expect(bySession).toMatchObject({ source: "session", items: mugAndTee });
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

  it("passes on that Stripe has no such object", async () => {
    const { events, orderKey } = samplePurchase({ kind: "payment", seed: "a" });
    await expect(loader([]).load(orderKey, events.completed)).rejects.toMatchObject({
      causeCode: "stripe-not-found",
      disposition: "reject",
    });
  });
});
