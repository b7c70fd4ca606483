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
  return { journal, stripe, resolve: (event: TypedEvent) => resolveOrderKey(event, { journal, stripe }) };
}

/** What each charge, refund and dispute has. */
const money = { amount: 100, currency: "usd", status: "succeeded" };

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
  it.each([
    ["payment", { ...session, payment_intent: "pi_1", invoice: "in_1" }, orderUnder("pi_1")],
    ["free payment", { ...session, payment_intent: null }, orderUnder("cs_1", true)],
    ["subscription", { ...session, mode: "subscription", invoice: "in_1" }, orderUnder("in_1")],
    ["subscription without invoice", { ...session, mode: "subscription" }, orderUnder("cs_1", true)],
    ["setup", { ...session, mode: "setup" }, { kind: "none", reason: "setup" }],
  ])("session: %s", async (_mode, object, expected) => {
    const { resolve, stripe } = resolver();
    expect(await resolve(eventOf("checkout.session.completed", object))).toMatchObject(expected);
    expect(stripe.calls).toEqual([]);
  });

  it("session: one that expired without naming its payment intent is found by the journal", async () => {
    const { resolve, journal } = resolver();
    journal.refs.set("cs_1", "pi_1");
    expect(await resolve(eventOf("checkout.session.expired", session))).toMatchObject(orderUnder("pi_1"));
  });

  const invoice = { id: "in_1", object: "invoice", total: 100, currency: "usd" };
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

  it("invoice: of one payment, by Stripe, and by the journal once it is known", async () => {
    const { resolve, stripe, journal } = resolver([invoice, paymentOf("in_1")]);
    expect(await resolve(eventOf("invoice.paid", invoice))).toMatchObject(orderUnder("pi_1"));
    journal.refs.set("in_1", "pi_1");
    await resolve(eventOf("invoice.payment_succeeded", invoice));
    expect(stripe.calls).toEqual(["invoice in_1"]);
  });

  it("invoice: paid by hand, under its own id", async () => {
    const { resolve } = resolver([invoice]);
    expect(await resolve(eventOf("invoice.paid", invoice))).toMatchObject(orderUnder("in_1", true));
  });

  const intent = { id: "pi_1", object: "payment_intent", amount: 1, currency: "usd" };
  it("payment intent: never asks Stripe; under its own id until something tells otherwise", async () => {
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

  it.each([
    ["refund.created", { ...money, id: "re_1", payment_intent: "pi_1", charge: "ch_1" }],
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
    const { resolve, stripe } = resolver([subscriptionInvoice]);
    const event = eventOf("charge.refunded", { ...money, id: "ch_1", payment_intent: "pi_1", invoice: "in_1" });
    expect(await resolve(event)).toMatchObject(orderUnder("in_1"));
    expect(stripe.calls).toEqual(["invoice in_1"]);
  });

  it("a refund of one payment: under the payment intent, though an invoice may come", async () => {
    const { resolve, journal } = resolver([invoice, paymentOf("in_1")]);
    const event = eventOf("refund.created", { ...money, id: "re_1", payment_intent: "pi_1" });
    expect(await resolve(event)).toMatchObject(orderUnder("pi_1", true));
    expect(journal.refs.get("pi_1")).toBe("pi_1");
    await journal.rememberRef("pi_1", "in_9", "certain");
    expect(await resolve(event)).toMatchObject(orderUnder("in_9"));
  });

  it("does not ask Stripe about a payment intent whose contents are known", async () => {
    const { resolve, stripe, journal } = resolver();
    const purchase = {
      orderKey: "pi_1",
      source: "session",
      items: [],
      customer: {},
      currency: "usd",
      amountTotal: 1,
    } as const;
    await journal.putPurchaseIfAbsent({ ...purchase, livemode: false, paymentIntents: ["pi_1"] });
    expect(await resolve(eventOf("refund.created", { ...money, id: "re_1", payment_intent: "pi_1" }))).toMatchObject(
      orderUnder("pi_1"),
    );
    expect(stripe.calls).toEqual([]);
  });

  it("a payment without payment intent goes by its charge, and one that names nothing by nothing", async () => {
    const { resolve } = resolver();
    expect(await resolve(eventOf("refund.created", { ...money, id: "re_1", charge: "ch_1" }))).toMatchObject(
      orderUnder("ch_1"),
    );
    expect(await resolve(eventOf("charge.refunded", { ...money, id: "ch_1" }))).toMatchObject(orderUnder("ch_1"));
    expect(await resolve(eventOf("refund.created", { ...money, id: "re_1" }))).toEqual({
      kind: "none",
      reason: "no-object",
    });
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
