import { describe, expect, it } from "vitest";
import { readStripeEvent } from "./event.ts";
import { typedEvent } from "./typed-event.ts";
import { isHandledEventType, orderEventTypes } from "./types.ts";

const object = {
  id: "obj_1",
  amount: 100,
  total: 100,
  currency: "usd",
  mode: "payment",
  payment_status: "paid",
  status: "succeeded",
  parcel: "1",
};

const eventOf = (type: string, about: object = object, more: object = {}) =>
  readStripeEvent({
    id: "evt_1",
    object: "event",
    type,
    created: 1,
    livemode: false,
    account: "acct_1",
    data: { object: about },
    ...more,
  });

describe("typedEvent", () => {
  it("reads the object of every handled type, and keeps the envelope", () => {
    const kinds = orderEventTypes.map((type) => {
      const event = typedEvent(eventOf(type, { ...object, object: type.replace("warehouse.", "") }));
      expect(event).toMatchObject({ id: "evt_1", type, created: 1, livemode: false, account: "acct_1" });
      expect(event).not.toHaveProperty("object");
      return event.kind;
    });
    expect(new Set(kinds)).toEqual(
      new Set(["session", "payment-intent", "invoice", "refund", "charge", "dispute", "parcel", "shortage"]),
    );
  });

  it("reads the object that the type is about", () => {
    expect(typedEvent(eventOf("charge.refund.updated"))).toMatchObject({ kind: "refund", refund: { id: "obj_1" } });
    expect(typedEvent(eventOf("charge.refunded"))).toMatchObject({ kind: "charge", charge: { id: "obj_1" } });
    expect(typedEvent(eventOf("charge.dispute.closed"))).toMatchObject({ kind: "dispute", dispute: { id: "obj_1" } });
  });

  it.each(orderEventTypes)("rejects a %s whose object lacks what it needs", (type) => {
    expect(() => typedEvent(eventOf(type, { id: "obj_1" }))).toThrow(
      expect.objectContaining({ causeCode: "invalid-event", disposition: "reject" }),
    );
  });

  it.each(["customer.created", "toString"])("passes an event of the type %s on, whatever its object", (type) => {
    expect(isHandledEventType(type)).toBe(false);
    expect(typedEvent(eventOf(type, { anything: 1 }))).toMatchObject({ kind: "unhandled", type });
  });

  it("refuses a thin event whose object was not fetched, and passes on one of a type that nobody handles", () => {
    const thin = { object: "v2.core.event", created: "2026-11-28T00:00:00Z", related_object: { id: "in_1" } };
    expect(() => typedEvent(eventOf("v1.invoice.paid", {}, thin))).toThrow("was not fetched");
    expect(typedEvent(eventOf("v1.customer.created", {}, thin))).toMatchObject({ kind: "unhandled" });
  });
});
