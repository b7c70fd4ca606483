import { describe, expect, it } from "vitest";
import { readStripeEvent } from "../event/event.ts";
import type { Refund } from "../event/objects.ts";
import { typedEvent } from "../event/typed-event.ts";
import { type Facts, type Kind, noFacts, type Register } from "./facts.ts";
import { factsOfEvent } from "./facts-of-event.ts";

const factsOf = (type: string, object: object, refunds: readonly Refund[] = []): Facts => {
  const data = { object: { id: "obj_1", currency: "usd", amount: 700, ...object } };
  const event = readStripeEvent({ id: "evt_1", object: "event", type, created: 1, livemode: false, data });
  return factsOfEvent(typedEvent(event), refunds);
};
const placed = { created: 1, eventId: "evt_1" };
const usd = { amount: 700, currency: "usd" };
const products = JSON.stringify([{ id: "LAMP", name: "Lamp", quantity: 1, price: 700 }]);
const session = { mode: "payment", payment_status: "paid", amount_total: 700 };
const billed = { total: 700, amount_paid: 600 };

describe("what an event says about an order", () => {
  it.each<[type: string, object: object, facts: Partial<Record<Kind, Partial<Register>>>, isPlaced: boolean]>([
    ["checkout.session.completed", session, { sessions: { ...usd, state: "paid", paid: 700 } }, true],
    [
      "checkout.session.completed",
      { ...session, payment_status: "no_payment_required", amount_total: 0 },
      { sessions: { ...usd, amount: 0, state: "paid", paid: 0 } },
      true,
    ],
    [
      "checkout.session.completed",
      { ...session, payment_status: "unpaid" },
      { sessions: { ...usd, state: "unpaid" } },
      true,
    ],
    [
      "checkout.session.completed",
      { ...session, mode: "subscription", invoice: "in_1" },
      { sessions: { ...usd, state: "subscribed" } },
      true,
    ],
    [
      "checkout.session.completed",
      { ...session, mode: "subscription" },
      { sessions: { ...usd, state: "subscribed" } },
      false,
    ],
    ["checkout.session.async_payment_succeeded", session, { sessions: { ...usd, state: "paid", paid: 700 } }, true],
    ["checkout.session.async_payment_failed", session, { sessions: { ...usd, state: "failed" } }, true],
    ["checkout.session.expired", session, { sessions: { ...usd, state: "expired" } }, false],
    [
      "payment_intent.succeeded",
      { amount_received: 650, metadata: { products } },
      { payments: { ...usd, state: "succeeded", paid: 650 } },
      true,
    ],
    [
      "payment_intent.succeeded",
      { amount_received: 700 },
      { payments: { ...usd, state: "succeeded", paid: 700 } },
      false,
    ],
    ["payment_intent.payment_failed", { amount_received: 100 }, { payments: { ...usd, state: "failed" } }, false],
    [
      "payment_intent.amount_capturable_updated",
      { metadata: { products } },
      { payments: { ...usd, state: "authorized" } },
      false,
    ],
    ["payment_intent.canceled", {}, { payments: { ...usd, state: "canceled" } }, false],
    ["invoice.paid", billed, { invoices: { ...usd, state: "paid", paid: 600 } }, true],
    ["invoice.payment_failed", billed, { invoices: { ...usd, state: "failed" } }, false],
    ["charge.dispute.created", { status: "needs_response" }, { disputes: { ...usd, state: "open" } }, false],
    ["charge.dispute.closed", { status: "won" }, { disputes: { ...usd, state: "won" } }, false],
    ["charge.dispute.closed", { status: "lost" }, { disputes: { ...usd, state: "lost" } }, false],
    ["charge.dispute.closed", { status: "warning_closed" }, { disputes: { ...usd, state: "closed" } }, false],
  ])("%s of %j", (type, object, expected, isPlaced) => {
    const facts = factsOf(type, object);
    const registers = Object.entries(expected).map(([kind, register]) => [kind, { obj_1: { ...placed, ...register } }]);
    expect(facts).toMatchObject({ ...noFacts, ...Object.fromEntries(registers) });
    expect(facts.placed).toEqual(isPlaced ? placed : undefined);
    const paid = [facts.sessions, facts.payments, facts.invoices].map((kind) => kind["obj_1"]?.paid);
    expect(paid).toEqual([expected.sessions?.paid, expected.payments?.paid, expected.invoices?.paid]);
  });

  it("is the end of its payment where an authorisation expired, and else the refunds that it shows", () => {
    const charge = { id: "ch_1", payment_intent: "pi_1" };
    expect(factsOf("charge.expired", charge).payments).toMatchObject({ pi_1: { ...usd, state: "canceled" } });
    expect(factsOf("charge.expired", { id: "ch_1" }).payments).toMatchObject({ ch_1: { state: "canceled" } });
    const refund: Refund = { id: "re_1", amount: 300, currency: "usd", unbooked: false, status: "pending" };
    const refunds = { re_1: { state: "pending", amount: 300, currency: "usd", ...placed } };
    expect(factsOf("charge.refunded", charge, [refund])).toEqual({ ...noFacts, refunds });
    expect(factsOf("refund.updated", { id: "re_1", payment_intent: "pi_1" }, [refund])).toEqual({
      ...noFacts,
      refunds,
    });
  });

  it("is what the warehouse reports of a parcel or of what it lacks", () => {
    const parcel = { id: "pi_1:P1", parcel: "P1", carrier: "VNPost", tracking: "VN1" };
    expect(factsOf("warehouse.shipped", { ...parcel, object: "shipped" })).toEqual({
      ...noFacts,
      parcels: { P1: { state: "shipped", carrier: "VNPost", tracking: "VN1", ...placed } },
    });
    expect(factsOf("warehouse.delivered", { ...parcel, object: "delivered" })).toEqual({
      ...noFacts,
      deliveries: { P1: { state: "delivered", ...placed } },
    });
    for (const [sku, id] of [
      ["LAMP", "LAMP"],
      [undefined, "order"],
    ] as const) {
      expect(factsOf("warehouse.out-of-stock", { id: "pi_1", object: "out-of-stock", sku })).toEqual({
        ...noFacts,
        shortages: { [id]: { state: "out-of-stock", ...placed } },
      });
    }
  });

  it("is nothing that is read where no consumer handles the type", () => {
    const message = "events of type customer.created contain nothing about orders";
    const refusal = expect.objectContaining({ causeCode: "invalid-event", message });
    expect(() => factsOf("customer.created", {})).toThrow(refusal);
  });
});
