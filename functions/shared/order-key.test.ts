import { describe, expect, it } from "vitest";
import { resolveOrderKey } from "./order-key.ts";
import { readStripeEvent } from "../../domain/event/event.ts";
import { type TypedEvent, typedEvent } from "../../domain/event/typed-event.ts";
import { memoryStripe } from "../../packages/stripe-offline/memory-stripe.ts";
import { type SampleEvent, samplePurchase, samplePurchaseKinds } from "../../packages/stripe-offline/samples/index.ts";
import { memoryJournal } from "./testing.ts";

const received = (event: object): TypedEvent => typedEvent(readStripeEvent(JSON.parse(JSON.stringify(event))));

const eventOf = (type: string, object: object, account?: string) =>
  received({ id: "evt_1", object: "event", type, created: 1, livemode: false, account, data: { object } });

function resolver(objects: readonly object[] = []) {
  const journal = memoryJournal();
  const stripe = memoryStripe(objects);
  const resolve = (event: TypedEvent, { listsSettled = false, mergesLater = false } = {}) =>
    resolveOrderKey(event, { journal, stripe }, { listsSettled, mergesLater });
  return { journal, stripe, resolve };
}

/** What each charge, refund and dispute has. */
const money = { amount: 100, currency: "usd", status: "succeeded" };

const behind = { causeCode: "stripe-behind", disposition: "retry" };

const snapshot = {
  schemaVersion: 2,
  orderKey: "pi_1",
  source: "session",
  items: [],
  customer: {},
  currency: "usd",
  amountTotal: 1,
  livemode: false,
  paymentIntents: ["pi_1"],
} as const;

const orderUnder = (orderKey: string, provisional = false) => ({ kind: "order", orderKey, provisional });

const subscriptionInvoice = {
  id: "in_1",
  object: "invoice",
  parent: { subscription_details: { subscription: "sub_1" } },
};
const paymentOf = (invoice: string) => ({
  id: "inpay_1",
  object: "invoice_payment",
  invoice,
  payment: { type: "payment_intent", payment_intent: "pi_1" },
});

describe("resolveOrderKey", () => {
  it.each(samplePurchaseKinds)("files every event of the sample purchase `%s` under one key", async (kind) => {
    const purchase = samplePurchase({ kind, seed: kind });
    const { journal, resolve } = resolver(purchase.objects);
    const events: SampleEvent[] = Object.values(purchase.events);
    // As the order's own events leave it.
    const intent = "paymentIntent" in purchase.ids ? purchase.ids.paymentIntent : undefined;
    if (intent !== undefined) journal.refs.set(intent, purchase.orderKey ?? "");
    for (const event of events) {
      const resolution = await resolve(received(event));
      expect(resolution.kind === "order" ? resolution.orderKey : null).toBe(purchase.orderKey);
    }
  });

  const session = { id: "cs_1", mode: "payment", payment_status: "paid" };
  const free = { ...session, payment_status: "no_payment_required", invoice_creation: { enabled: true } };
  it.each([
    ["payment", { ...session, payment_intent: "pi_1" }, orderUnder("pi_1")],
    ["payment with an invoice", { ...session, payment_intent: "pi_1", invoice: "in_1" }, orderUnder("pi_1")],
    ["free payment", { ...session, payment_intent: null }, orderUnder("cs_1")],
    ["free payment with an invoice", { ...free, invoice: "in_1" }, { ...orderUnder("in_1"), ownKey: "cs_1" }],
    ["subscription", { ...session, mode: "subscription", invoice: "in_1" }, { ...orderUnder("in_1"), ownKey: "in_1" }],
    ["subscription without invoice", { ...session, mode: "subscription" }, orderUnder("cs_1")],
    ["setup", { ...session, mode: "setup" }, { kind: "none", reason: "setup" }],
  ])("session: %s", async (_mode, object, expected) => {
    const { resolve, stripe } = resolver();
    expect(await resolve(eventOf("checkout.session.completed", object))).toMatchObject(expected);
    expect(stripe.calls).toEqual([]);
  });

  it("session: one that expired without naming its payment intent is found by the journal", async () => {
    const { resolve, journal } = resolver();
    const expired = eventOf("checkout.session.expired", session);
    expect(await resolve(expired)).toMatchObject(orderUnder("cs_1", true));
    journal.refs.set("cs_1", "pi_1");
    expect(await resolve(expired)).toMatchObject(orderUnder("pi_1"));
  });

  it("session: one of a subscription that expired is an order of its own, which nothing absorbs later", async () => {
    const expired = { ...session, mode: "subscription", invoice: null };
    expect(await resolver().resolve(eventOf("checkout.session.expired", expired))).toMatchObject(orderUnder("cs_1"));
  });

  it("session: one that names nothing goes where the journal knows it, without a call", async () => {
    const { resolve, journal, stripe } = resolver();
    journal.refs.set("cs_1", "pi_1");
    expect(await resolve(eventOf("checkout.session.completed", free))).toMatchObject(orderUnder("pi_1"));
    expect(stripe.calls).toEqual([]);
  });

  it("session: a free one waits for the invoice that it makes, until Stripe has had time to show it", async () => {
    const event = eventOf("checkout.session.completed", free);
    const early = resolver([free]);
    const message = "Stripe does not show the invoice of cs_1 yet";
    await expect(early.resolve(event)).rejects.toMatchObject({ ...behind, message });
    expect(await early.resolve(event, { listsSettled: true })).toMatchObject(orderUnder("cs_1"));
    const { resolve } = resolver([{ ...free, invoice: "in_1" }]);
    expect(await resolve(event)).toMatchObject(orderUnder("in_1"));
  });

  const invoice = { id: "in_1", object: "invoice", total: 100, currency: "usd", status: "paid", amount_paid: 100 };
  it.each([
    ["of a subscription", { ...invoice, ...subscriptionInvoice }, orderUnder("in_1")],
    [
      "of a subscription, shape of 2022-11-15",
      { ...invoice, subscription: "sub_1", payment_intent: "pi_1" },
      orderUnder("in_1"),
    ],
    ["of one payment, shape of 2022-11-15", { ...invoice, payment_intent: "pi_1" }, orderUnder("pi_1")],
  ])("invoice: %s", async (_what, object, expected) => {
    const { resolve, stripe } = resolver();
    expect(await resolve(eventOf("invoice.paid", object))).toMatchObject(expected);
    expect(stripe.calls).toEqual([]);
  });

  it("invoice: of one payment, by Stripe, once", async () => {
    const { resolve, stripe } = resolver([invoice, paymentOf("in_1")]);
    expect(await resolve(eventOf("invoice.paid", invoice))).toMatchObject(orderUnder("pi_1"));
    expect(await resolve(eventOf("invoice.payment_succeeded", invoice))).toMatchObject(orderUnder("pi_1"));
    expect(stripe.calls).toEqual(["invoice in_1"]);
  });

  it.each([
    ["free", { ...invoice, total: 0, amount_paid: 0 }],
    ["paid from the customer's balance", { ...invoice, amount_due: 0, amount_paid: 0 }],
    ["paid out of band", { ...invoice, amount_paid_off_stripe: 100 }],
    ["paid out of band, before 2025-03-31", { ...invoice, paid_out_of_band: true }],
    ["open, with nothing to pay", { ...invoice, status: "open", amount_due: 0, amount_paid: 0 }],
  ])("invoice: %s, at once under its own id", async (_how, object) => {
    const { resolve } = resolver([object]);
    expect(await resolve(eventOf("invoice.paid", object))).toMatchObject(orderUnder("in_1"));
  });

  it("invoice: recorded as paid elsewhere, at once under its own id", async () => {
    const record = { ...paymentOf("in_1"), payment: { type: "payment_record", payment_record: "pyr_1" } };
    const { resolve } = resolver([invoice, record]);
    expect(await resolve(eventOf("invoice.paid", invoice))).toMatchObject(orderUnder("in_1"));
  });

  it.each([
    ["paid", "invoice.paid", invoice],
    ["refused", "invoice.payment_failed", { ...invoice, status: "open", amount_paid: 0, amount_due: 100 }],
  ])("invoice: %s, waits for its payment, until Stripe has had time to list it", async (_how, type, object) => {
    const { resolve } = resolver([object]);
    const event = eventOf(type, object);
    const message = "Stripe lists no payment of in_1 yet";
    await expect(resolve(event)).rejects.toMatchObject({ ...behind, message });
    expect(await resolve(event, { listsSettled: true })).toMatchObject(orderUnder("in_1"));
  });

  it("invoice: who claims it first decides for its session, its events and its payment", async () => {
    const withInvoice = { ...session, payment_intent: "pi_1", invoice: "in_1" };
    const { resolve } = resolver([invoice]);
    await resolve(eventOf("invoice.paid", invoice), { listsSettled: true });
    expect(await resolve(eventOf("checkout.session.completed", withInvoice))).toMatchObject(orderUnder("in_1"));
    const other = resolver([invoice, paymentOf("in_1")]);
    other.journal.refs.set("in_1", "in_1");
    const refund = eventOf("refund.created", { ...money, id: "re_1", payment_intent: "pi_1" });
    expect(await other.resolve(refund)).toMatchObject({ ...orderUnder("in_1"), ownKey: "pi_1" });
  });

  it("invoice: stays where a former version acted before Stripe listed its payment", async () => {
    const { resolve, journal } = resolver([invoice, paymentOf("in_1")]);
    await journal.putPurchase({ ...snapshot, orderKey: "in_1", source: "invoice" });
    expect(await resolve(eventOf("invoice.paid", invoice))).toMatchObject(orderUnder("in_1"));
  });

  const intent = { id: "pi_1", object: "payment_intent", amount: 1, currency: "usd" };
  it("payment intent: never asks Stripe; under its own id until something says otherwise", async () => {
    const { resolve, stripe, journal } = resolver();
    const event = eventOf("payment_intent.succeeded", intent);
    expect(await resolve(event)).toMatchObject(orderUnder("pi_1", true));
    journal.refs.set("pi_1", "in_1");
    expect(await resolve(event)).toMatchObject({ ...orderUnder("in_1"), ownKey: "pi_1" });
    expect(stripe.calls).toEqual([]);
  });

  it("payment intent: one with products is an order of its own", async () => {
    const { resolve } = resolver();
    const event = eventOf("payment_intent.succeeded", { ...intent, metadata: { products: "[]" } });
    expect(await resolve(event)).toMatchObject(orderUnder("pi_1"));
  });

  it("payment intent: one that the shop captured asks for its final key, unless that is merged later", async () => {
    const captured = { ...intent, capture_method: "manual" };
    const objects = [{ ...session, object: "checkout.session", payment_intent: "pi_1" }];
    const succeeded = eventOf("payment_intent.succeeded", captured);
    const asking = resolver(objects);
    expect(await asking.resolve(succeeded)).toMatchObject(orderUnder("pi_1"));
    expect(asking.stripe.calls).toEqual(["invoice payments of pi_1", "session of pi_1"]);
    const { resolve, stripe } = resolver(objects);
    const provisional = orderUnder("pi_1", true);
    expect(await resolve(succeeded, { mergesLater: true })).toMatchObject(provisional);
    expect(await resolve(eventOf("payment_intent.canceled", captured))).toMatchObject(provisional);
    expect(stripe.calls).toEqual([]);
  });

  it.each([
    ["warehouse.shipped", { object: "shipped", parcel: "p1" }],
    ["warehouse.out-of-stock", { object: "out-of-stock", sku: "MUG" }],
  ])("%s: by the order that it names, or the one to which the id leads", async (type, more) => {
    const { resolve, journal } = resolver();
    const report = (id: string, account?: string) => eventOf(type, { id, ...more }, account);
    journal.refs.set("cs_1", "pi_1");
    journal.refs.set("acct_1/cs_1", "acct_1/in_1");
    expect(await resolve(report("pi_1"))).toMatchObject(orderUnder("pi_1"));
    expect(await resolve(report("cs_1"))).toMatchObject(orderUnder("pi_1"));
    expect(await resolve(report("cs_1", "acct_1"))).toMatchObject(orderUnder("acct_1/in_1"));
  });

  it("refuses an event of a type that nobody handles", async () => {
    await expect(resolver().resolve(eventOf("customer.created", { id: "cus_1" }))).rejects.toMatchObject({
      causeCode: "invalid-event",
      disposition: "reject",
      message: "events of type customer.created belong to no order",
    });
  });

  const refund = { ...money, id: "re_1", payment_intent: "pi_1", charge: "ch_1" };
  it.each([
    ["refund.created", refund],
    ["charge.refunded", { ...money, id: "ch_1", payment_intent: "pi_1" }],
    ["charge.dispute.created", { ...money, id: "du_1", payment_intent: "pi_1", charge: "ch_1" }],
  ])("%s: by the invoice that its payment intent pays, asked once", async (type, object) => {
    const { resolve, stripe } = resolver([subscriptionInvoice, paymentOf("in_1")]);
    const expected = { ...orderUnder("in_1"), ownKey: "pi_1" };
    expect(await resolve(eventOf(type, object))).toMatchObject(expected);
    expect(await resolve(eventOf(type, object))).toMatchObject(expected);
    expect(stripe.calls).toEqual(["invoice payments of pi_1"]);
  });

  it("a charge in the shape of 2022-11-15 names its invoice", async () => {
    const { resolve, stripe } = resolver([{ ...invoice, ...subscriptionInvoice }]);
    const event = eventOf("charge.refunded", { ...money, id: "ch_1", payment_intent: "pi_1", invoice: "in_1" });
    expect(await resolve(event)).toMatchObject(orderUnder("in_1"));
    expect(stripe.calls).toEqual(["invoice in_1"]);
  });

  it("a refund goes by the subscription's invoice where its payment intent pays several", async () => {
    const other = { ...subscriptionInvoice, id: "in_2" };
    const { resolve } = resolver([invoice, other, paymentOf("in_1"), { ...paymentOf("in_2"), id: "inpay_2" }]);
    expect(await resolve(eventOf("refund.created", refund))).toMatchObject(orderUnder("in_2"));
  });

  it("refunds of sessions without invoice stay apart", async () => {
    const sessionOf = (paymentIntent: string) => ({
      ...session,
      id: `cs_of_${paymentIntent}`,
      object: "checkout.session",
      payment_intent: paymentIntent,
    });
    const { resolve } = resolver([sessionOf("pi_1"), sessionOf("pi_2")]);
    for (const id of ["pi_1", "pi_2"]) {
      expect(await resolve(eventOf("refund.created", { ...refund, payment_intent: id }))).toMatchObject(orderUnder(id));
    }
  });

  it("a refund goes where the invoice of its session leads", async () => {
    const { resolve, journal } = resolver([
      { ...session, object: "checkout.session", payment_intent: "pi_1", invoice: "in_1" },
    ]);
    journal.refs.set("in_1", "in_1");
    expect(await resolve(eventOf("refund.created", refund))).toMatchObject({ ...orderUnder("in_1"), ownKey: "pi_1" });
  });

  it.each([
    ["an invoice of one payment", [invoice, paymentOf("in_1")], 1],
    ["a session", [{ ...session, object: "checkout.session", payment_intent: "pi_1" }], 2],
    ["its own metadata", [{ ...intent, metadata: { products: "[]" } }], 3],
  ])("a refund is of its payment intent where %s says what was sold, asked once", async (_what, objects, calls) => {
    const { resolve, stripe } = resolver(objects);
    const event = eventOf("refund.created", refund);
    expect(await resolve(event)).toMatchObject(orderUnder("pi_1"));
    expect(await resolve(event)).toMatchObject(orderUnder("pi_1"));
    expect(stripe.calls).toHaveLength(calls);
  });

  it("a refund of a payment that nothing was sold with waits, and ends under a key that allows no effect", async () => {
    const { resolve, stripe } = resolver([intent]);
    const event = eventOf("refund.created", refund);
    const message = "Stripe does not show what pi_1 paid for";
    await expect(resolve(event)).rejects.toMatchObject({ ...behind, message });
    expect(await resolve(event, { listsSettled: true })).toMatchObject(orderUnder("pi_1", true));
    stripe.calls.length = 0;
    expect(await resolve(event, { mergesLater: true })).toMatchObject(orderUnder("pi_1", true));
    // What is merged later does not need its session's key.
    expect(stripe.calls).toEqual(["invoice payments of pi_1"]);
  });

  it("does not ask Stripe about a payment intent whose contents are known", async () => {
    const { resolve, stripe, journal } = resolver();
    await journal.putPurchase(snapshot);
    expect(await resolve(eventOf("refund.created", refund))).toMatchObject(orderUnder("pi_1"));
    expect(stripe.calls).toEqual([]);
  });

  it("a payment without payment intent goes by its charge, and one that names nothing by nothing", async () => {
    const { resolve, stripe } = resolver([{ ...money, id: "ch_1", object: "charge", payment_intent: null }]);
    expect(await resolve(eventOf("refund.created", { ...money, id: "re_1", charge: "ch_1" }))).toMatchObject(
      orderUnder("ch_1"),
    );
    stripe.calls.length = 0;
    expect(await resolve(eventOf("charge.refunded", { ...money, id: "ch_1" }))).toMatchObject(orderUnder("ch_1"));
    expect(stripe.calls).toEqual([]);
    expect(await resolve(eventOf("refund.created", { ...money, id: "re_1" }))).toEqual({
      kind: "none",
      reason: "no-payment",
    });
  });

  it("finds the payment intent of a dispute that names only the charge, as those of 2019 do", async () => {
    const { ids, objects, orderKey } = samplePurchase({ kind: "payment", seed: "2019" });
    const { resolve } = resolver(objects);
    const dispute = eventOf("charge.dispute.created", { ...money, id: "du_1", charge: ids.charge });
    expect(await resolve(dispute)).toMatchObject(orderUnder(orderKey));
  });

  it("keeps connected accounts apart", async () => {
    const { resolve, journal } = resolver();
    journal.refs.set("acct_1/pi_1", "acct_1/in_1");
    expect(await resolve(eventOf("payment_intent.succeeded", intent, "acct_1"))).toMatchObject(
      orderUnder("acct_1/in_1"),
    );
    expect(await resolve(eventOf("payment_intent.succeeded", intent, "acct_2"))).toMatchObject(
      orderUnder("acct_2/pi_1", true),
    );
    expect(await resolve(eventOf("payment_intent.succeeded", intent))).toMatchObject(orderUnder("pi_1", true));
  });
});
