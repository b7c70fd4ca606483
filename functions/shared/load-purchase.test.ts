import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, it, vi } from "vitest";
import { loadPurchase } from "./load-purchase.ts";
import type { ResolveOptions } from "./order-key/resolution.ts";
import { readStripeEvent } from "../../domain/event/event.ts";
import { typedEvent } from "../../domain/event/typed-event.ts";
import type { Purchase } from "../../domain/purchase/purchase.ts";
import { memoryStripe, type MemoryStripeOptions } from "../../packages/stripe-offline/memory-stripe.ts";
import { type SampleEvent, samplePurchase, type SampleObject } from "../../packages/stripe-offline/samples/index.ts";
import { memoryJournal } from "./testing.ts";

const mugAndTee = [
  { sku: "MUG-BLUE", quantity: 2, goods: true },
  { sku: "TEE-M", quantity: 1, goods: true },
];

const settled = { listsSettled: true, mergesLater: false };
/** As the order asks, which is filled in and merged later; mails and stock are not. */
const merging = { listsSettled: true, mergesLater: true };
const nothingListed = { isListed: () => false };

function loader(objects: readonly SampleObject[], more: MemoryStripeOptions & { onWait?: () => unknown } = {}) {
  const journal = memoryJournal();
  const stripe = memoryStripe(objects, more);
  const waits: number[] = [];
  const wait = async (milliseconds: number) => {
    waits.push(milliseconds);
    await more.onWait?.();
    await delay(milliseconds / 50);
  };
  const load = (orderKey: string, event: SampleEvent, options: ResolveOptions = settled) =>
    loadPurchase(
      orderKey,
      typedEvent(readStripeEvent(JSON.parse(JSON.stringify(event)))),
      { journal, stripe, wait },
      options,
    );
  return { journal, stripe, load, waits };
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
    const { load, waits } = loader([]);
    const asked = await Promise.allSettled([1, 2, 3].map(() => load(orderKey, events.invoicePaid)));
    expect(asked.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
    expect(waits.length).toBeLessThan(3);
  });

  it("waits for nobody who asks for another order", async () => {
    const purchases = ["a", "b"].map((seed) => samplePurchase({ kind: "renewal", seed }));
    const { load, waits } = loader(purchases.flatMap(({ objects }) => objects));
    await Promise.all(purchases.map(({ orderKey, events }) => load(orderKey, events.invoicePaid)));
    expect(waits).toEqual([]);
  });

  it("is of the connected account whose event it is", async () => {
    const { objects, events, orderKey } = samplePurchase({ kind: "payment", seed: "a", account: "acct_1" });
    expect(await loader(objects).load(orderKey, events.completed)).toMatchObject({ orderKey, account: "acct_1" });
  });

  it("reads metadata `products` without a call", async () => {
    const { events, orderKey } = samplePurchase({ kind: "payment", seed: "a", contents: "metadata" });
    const { load, stripe, journal } = loader([]);
    const remembered = vi.spyOn(journal, "getPurchase");
    expect(await load(orderKey, events.completed)).toMatchObject({ source: "session", items: mugAndTee });
    // Nobody knows more than the completion, and the order's consumer remembers it.
    expect(remembered).not.toHaveBeenCalled();
    expect(journal.purchases.size).toBe(0);
    await load(orderKey, events.completed, merging);
    expect(journal.purchases.size).toBe(1);
    expect(stripe.calls).toEqual([]);
  });

  it("asks a session's payment where its goods go, if the session's event has the contents and no recipient", async () => {
    const { objects, events, orderKey, ids } = samplePurchase({ kind: "payment", seed: "a", contents: "metadata" });
    const { load, stripe } = loader(objects);
    const object = { ...events.completed.data.object, collected_information: null };
    expect(await load(orderKey, { ...events.completed, data: { object } })).toHaveProperty("shipTo");
    expect(stripe.calls).toEqual([`payment intent ${ids.paymentIntent}`]);
  });

  it("asks for what a completed session does not show of its customer, where nobody did before", async () => {
    const { objects, events, orderKey, customer } = samplePurchase({
      kind: "payment",
      seed: "a",
      contents: "metadata",
    });
    const { completed } = events;
    const object = { ...completed.data.object, customer_details: null, customer_email: null };
    const silent = { ...completed, data: { object } };
    const { load, stripe } = loader(objects);
    for (let times = 0; times < 2; times += 1) {
      expect(await load(orderKey, silent)).toMatchObject({ customer: { email: customer.email } });
      expect(stripe.calls).toHaveLength(1);
    }
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

  it("takes an invoice's lines where the `products` of the payment that pays it cannot be read", async () => {
    const { orderKey, objects, events, ids } = samplePurchase({ kind: "invoiced", seed: "a" });
    const metadata = { products: '[{"sku":"MUG' };
    const cut = objects
      .filter(({ object }) => object !== "checkout.session")
      .map((each) => (each.object === "payment_intent" ? { ...each, metadata } : each));
    const { load, stripe } = loader(cut);
    expect(await load(orderKey, events.invoicePaid)).toMatchObject({ source: "invoice", invoice: ids.invoice });
    // The event names the invoice: it is not looked for.
    expect(stripe.calls).not.toContain(`invoice payments of ${ids.paymentIntent}`);
    expect(await loader(cut).load(orderKey, events.paymentSucceeded)).toMatchObject({ source: "invoice" });
  });

  it("asks for a session by its payment's event, which shows no contents", async () => {
    const { objects, events, orderKey, ids } = samplePurchase({ kind: "authorized", seed: "a" });
    const { load, stripe } = loader(objects);
    expect(await load(orderKey, events.paymentSucceeded)).toMatchObject({ source: "session", items: mugAndTee });
    expect(stripe.calls).toEqual([`session of ${ids.paymentIntent}`]);
  });

  it("takes the contents of a session's order from the session, not from its payment's metadata", async () => {
    const { objects, ids } = samplePurchase({ kind: "payment", seed: "a" });
    const { events } = samplePurchase({ kind: "payment-intent", seed: "a" });
    expect(await loader(objects).load(ids.session, events.paymentSucceeded)).toMatchObject({ source: "session" });
  });

  it("takes the contents of a subscription's order from its invoice, not from its session's metadata", async () => {
    const { objects, events, orderKey } = samplePurchase({ kind: "subscription", seed: "a", contents: "metadata" });
    expect(await loader(objects).load(orderKey, events.completed)).toMatchObject({ source: "invoice" });
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
    const { load, stripe } = loader(objects);
    const purchase = await load(orderKey, aftermath.fullRefund.events.refundCreated);
    expect(purchase).toMatchObject({ source: "payment_intent", items: mugAndTee });
    expect(stripe.calls).toEqual([`session of ${orderKey}`, `payment intent ${orderKey}`]);
  });

  it("knows no contents of a charge without payment intent, and asks for none", async () => {
    const { objects, ids, aftermath } = samplePurchase({ kind: "payment", seed: "a" });
    const { load, stripe } = loader(objects);
    expect(await load(ids.charge, aftermath.fullRefund.events.refundCreated)).toBeUndefined();
    expect(stripe.calls).toEqual([]);
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

describe("a purchase that Stripe's lists may not show yet", () => {
  const unsettled = { listsSettled: false, mergesLater: false };
  const behind = { causeCode: "stripe-behind", disposition: "retry" };

  it("is waited for by mails and stock; an order without contents is filled in later", async () => {
    const { objects, orderKey, aftermath } = samplePurchase({ kind: "payment", seed: "a" });
    const { load } = loader(objects, nothingListed);
    const { refundCreated } = aftermath.fullRefund.events;
    await expect(load(orderKey, refundCreated, unsettled)).rejects.toMatchObject(behind);
    expect(await load(orderKey, refundCreated, { ...unsettled, mergesLater: true })).toBeUndefined();
    expect(await loader(objects).load(orderKey, refundCreated, unsettled)).toMatchObject({ items: mugAndTee });
  });

  it("is waited for by the order of an invoice, which takes over what was filed under its payments", async () => {
    const { objects, orderKey, events } = samplePurchase({ kind: "renewal", seed: "a" });
    const { load } = loader(objects, nothingListed);
    const order = load(orderKey, events.invoicePaid, { ...unsettled, mergesLater: true });
    await expect(order).rejects.toMatchObject(behind);
    expect(await load(orderKey, events.invoicePaid, unsettled)).toMatchObject({ items: mugAndTee });
  });
});

describe("a purchase that is known", () => {
  const { objects, events, aftermath, orderKey, ids } = samplePurchase({ kind: "invoiced", seed: "known" });
  const subscription = samplePurchase({ kind: "subscription", seed: "known" }).events.completed;
  const { refundCreated } = aftermath.fullRefund.events;
  const known: Purchase = {
    schemaVersion: 2,
    orderKey,
    source: "session",
    items: [{ sku: "OLD", name: "Old", quantity: 2, goods: false }],
    customer: { email: "old@example.com" },
    currency: "sgd",
    amountTotal: 5800,
    livemode: false,
    paymentIntents: [],
  };
  const fromInvoice: Purchase = { ...known, source: "invoice" };
  const fromPayment: Purchase = { ...known, source: "payment_intent" };

  it.each<[string, Purchase, SampleEvent, ResolveOptions]>([
    ["an invoice's, by its session", fromInvoice, events.completed, settled],
    ["a payment's, by its session", fromPayment, events.completed, settled],
    ["an invoice's whose payments were not listed, by the invoice", fromInvoice, events.invoicePaid, merging],
    ["a former version's", { ...known, schemaVersion: 1 }, refundCreated, merging],
  ])("is asked for again, without waiting for anybody: %s", async (_whose, stored, event, options) => {
    const { load, stripe, journal, waits } = loader(objects);
    await journal.putPurchase(stored);
    await journal.claimFetch(`purchase#${orderKey}`);
    await load(orderKey, event, options);
    expect([stripe.calls.length > 0, waits]).toEqual([true, []]);
  });

  it.each<[string, Purchase, SampleEvent, ResolveOptions]>([
    ["a session's, by its session", known, events.completed, merging],
    ["an invoice's, by a subscription's session", fromInvoice, subscription, merging],
    ["an invoice's, for mails and stock", fromInvoice, events.invoicePaid, settled],
    ["an invoice's, by a refund", fromInvoice, refundCreated, merging],
    [
      "an invoice's with its payments",
      { ...fromInvoice, paymentIntents: [ids.paymentIntent] },
      events.invoicePaid,
      merging,
    ],
    ["a session's, by its invoice", known, events.invoicePaid, merging],
    ["a former version's, for mails and stock", { ...known, schemaVersion: 1 }, refundCreated, settled],
  ])("is not asked for again: %s", async (_whose, stored, event, options) => {
    const { load, stripe, journal } = loader(objects);
    await journal.putPurchase(stored);
    expect(await load(orderKey, event, options)).toEqual(stored);
    expect(stripe.calls).toEqual([]);
  });

  it("gives way to the session whose event has the contents, without a call", async () => {
    const withMetadata = samplePurchase({ kind: "invoiced", seed: "known", contents: "metadata" }).events.completed;
    const { load, journal } = loader(objects);
    await journal.putPurchase(fromInvoice);
    await load(orderKey, withMetadata);
    expect(journal.purchases.get(orderKey)).toMatchObject({ source: "session", items: mugAndTee });
  });

  it("of a former version stays as it was sold, with the prices that it lacks", async () => {
    const { load, journal } = loader(objects);
    const mug = { sku: "OLD-MUG", name: "Old mug", quantity: 2, goods: false };
    const tee = { sku: "OLD-TEE", name: "Old tee", quantity: 1, goods: false };
    const former: Purchase = { ...known, schemaVersion: 1, items: [mug, tee] };
    await journal.putPurchase(former);
    expect(await load(orderKey, refundCreated, merging)).toMatchObject({
      schemaVersion: 2,
      items: [
        { ...mug, unitAmount: 1450, amount: 2900 },
        { ...tee, unitAmount: 2900, amount: 2900 },
      ],
    });
  });

  it("of a former version is kept where Stripe no longer has it", async () => {
    const former = { ...known, schemaVersion: 1 };
    const { load, journal } = loader([]);
    await journal.putPurchase(former);
    expect(await load(orderKey, refundCreated, merging)).toEqual(former);
  });

  it("by an invoice, while its session's event waits for it, does not keep that from asking for the session", async () => {
    const onWait = () => journal.putPurchase(fromInvoice);
    const { load, journal } = loader(objects, { onWait });
    await journal.claimFetch(`purchase#${orderKey}`);
    expect(await load(orderKey, events.completed)).toMatchObject({ source: "session", items: mugAndTee });
  });
});
