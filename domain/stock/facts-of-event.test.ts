import { describe, expect, it } from "vitest";
import { readStripeEvent } from "../event/event.ts";
import type { Refund } from "../event/objects.ts";
import { typedEvent } from "../event/typed-event.ts";
import { noFacts } from "./facts.ts";
import { factsOfEvent } from "./facts-of-event.ts";

const factsOf = (type: string, object: object, refunds: readonly Refund[] = []) => {
  const data = { object: { id: "obj_1", currency: "usd", amount: 700, ...object } };
  const event = readStripeEvent({ id: "evt_1", object: "event", type, created: 1, livemode: false, data });
  return factsOfEvent(typedEvent(event), refunds);
};
const products = JSON.stringify([{ id: "LAMP", name: "Lamp", quantity: 1, price: 700 }]);
const own = { metadata: { products }, amount_received: 0 };
const byHand = { capture_method: "manual" };
const refund: Refund = { id: "re_1", amount: 300, currency: "usd", unbooked: false, status: "succeeded" };

describe("what an event says about the stock", () => {
  it.each<[what: string, type: string, object: object, facts: object | undefined]>([
    [
      "a paid session",
      "checkout.session.completed",
      { mode: "payment", payment_status: "paid", amount_total: 700 },
      { placed: true, paid: true, amountPaid: 700 },
    ],
    [
      "an unpaid session",
      "checkout.session.completed",
      { mode: "payment", payment_status: "unpaid" },
      { placed: true },
    ],
    ["a session in setup mode", "checkout.session.completed", { mode: "setup", payment_status: "paid" }, undefined],
    [
      "a session's late payment",
      "checkout.session.async_payment_succeeded",
      { mode: "payment", payment_status: "paid", amount_total: 700 },
      { placed: true, paid: true, amountPaid: 700 },
    ],
    [
      "a payment with products",
      "payment_intent.succeeded",
      { ...own, status: "succeeded" },
      { paid: true, amountPaid: 700 },
    ],
    [
      "a payment of less than was asked",
      "payment_intent.succeeded",
      { ...own, amount_received: 650 },
      { paid: true, amountPaid: 650 },
    ],
    ["a session's payment", "payment_intent.succeeded", { status: "succeeded" }, undefined],
    [
      "a capture by hand",
      "payment_intent.succeeded",
      { ...byHand, amount_received: 500 },
      { paid: true, amountCaptured: 500 },
    ],
    ["a held amount", "payment_intent.amount_capturable_updated", own, { placed: true }],
    ["a session's held amount", "payment_intent.amount_capturable_updated", {}, undefined],
    ["a cancelled payment", "payment_intent.canceled", {}, { paymentFailed: true }],
    ["a failed attempt with products", "payment_intent.payment_failed", own, undefined],
    ["an expired authorisation", "charge.expired", {}, { paymentFailed: true }],
    ["a paid invoice", "invoice.paid", { total: 700, amount_paid: 700 }, { paid: true, amountPaid: 700 }],
    ["an unpaid invoice", "invoice.payment_failed", { total: 700, amount_paid: 0 }, undefined],
    ["a lost dispute", "charge.dispute.closed", { status: "lost" }, { disputes: { obj_1: { won: false } } }],
    ["a closed inquiry", "charge.dispute.closed", { status: "warning_closed" }, { disputes: { obj_1: { won: true } } }],
    ["a parcel that left", "warehouse.shipped", { object: "shipped", parcel: "1" }, { shipped: true }],
    ["a type that nobody handles", "customer.created", {}, undefined],
  ])("of %s", (_what, type, object, facts) => {
    expect(factsOf(type, object)).toEqual(facts === undefined ? undefined : { ...noFacts, ...facts });
  });

  it.each(["charge.refunded", "refund.updated"])("is the refunds that succeeded, by %s", (type) => {
    const shown: Refund[] = [refund, { ...refund, id: "re_2", status: "pending" }];
    expect(factsOf(type, { status: "succeeded" }, shown)).toEqual({ ...noFacts, refunds: { re_1: 300 } });
    expect(factsOf(type, { status: "failed" }, [])).toBeUndefined();
  });
});
