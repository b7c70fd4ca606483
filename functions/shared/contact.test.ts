import { describe, expect, it } from "vitest";
import type { Purchase } from "../../domain/purchase/purchase.ts";
import { retryable } from "../../domain/failure.ts";
import { memoryStripe } from "../../packages/stripe-offline/memory-stripe.ts";
import { withContact } from "./contact.ts";

const purchase: Purchase = {
  schemaVersion: 2,
  orderKey: "pi_1",
  source: "payment_intent",
  items: [],
  customer: { id: "cus_1" },
  currency: "eur",
  amountTotal: 2000,
  livemode: false,
  paymentIntents: ["pi_1"],
};
const intent = {
  id: "pi_1",
  object: "payment_intent",
  amount: 2000,
  currency: "eur",
  customer: "cus_1",
  latest_charge: "ch_1",
};
const charge = { id: "ch_1", object: "charge", billing_details: { email: "billing@example.com", name: "Billing" } };
const customer = { id: "cus_1", object: "customer", email: "customer@example.com", name: "Customer" };

describe("the address of a purchase that shows none", () => {
  it("is the charge's billing details'", async () => {
    const stripe = memoryStripe([intent, charge, customer]);
    const { customer: found } = await withContact(purchase, stripe);
    expect(found).toEqual({ id: "cus_1", email: "billing@example.com", name: "Billing" });
    expect(stripe.calls).toEqual(["payment intent pi_1"]);
  });

  it("is else the customer's", async () => {
    const stripe = memoryStripe([intent, { ...charge, billing_details: { email: null, name: "Billing" } }, customer]);
    const { customer: found } = await withContact(purchase, stripe);
    expect(found).toEqual({ id: "cus_1", email: "customer@example.com", name: "Billing" });
  });

  it("is the customer's of an invoice without payment intent", async () => {
    const { customer: found } = await withContact({ ...purchase, paymentIntents: [] }, memoryStripe([customer]));
    expect(found.email).toBe("customer@example.com");
  });

  it("stays unknown, without a dead letter, where Stripe knows none: a guest, a customer that was deleted", async () => {
    for (const objects of [
      [],
      [intent],
      [{ ...intent, customer: null }],
      [{ id: "cus_1", object: "customer", deleted: true }],
    ]) {
      expect((await withContact(purchase, memoryStripe(objects))).customer).toEqual({ id: "cus_1" });
    }
  });

  it("waits for Stripe where it does not respond", async () => {
    const stripe = memoryStripe([]);
    const silent = () => Promise.reject(retryable("stripe-unavailable", "no response"));
    await expect(withContact(purchase, { ...stripe, retrievePaymentIntent: silent })).rejects.toMatchObject({
      causeCode: "stripe-unavailable",
    });
  });

  it("is not asked where one is known", async () => {
    const stripe = memoryStripe([]);
    const known = { ...purchase, customer: { email: "a@example.com" } };
    expect(await withContact(known, stripe)).toBe(known);
    expect(stripe.calls).toEqual([]);
  });
});

describe("the recipient of a session's goods, where the event that shows the session shows none", () => {
  const item = { sku: "MUG", name: "Mug", quantity: 1 };
  const mug = { ...item, goods: true };
  const card = { ...item, goods: false };
  const session: Purchase = {
    ...purchase,
    source: "session",
    items: [card, mug],
    customer: { email: "a@example.com" },
  };
  const address = { line1: "1 Quay", city: "Singapore", country: "SG" };
  const sent = { ...intent, shipping: { name: "Jane", phone: "+65 1", address } };

  it("is its payment's, besides the address that is known", async () => {
    const { shipTo, phone, customer: buyer } = await withContact(session, memoryStripe([sent]), { isFromEvent: true });
    expect({ shipTo, phone }).toEqual({ shipTo: { name: "Jane", ...address }, phone: "+65 1" });
    expect(buyer.email).toBe("a@example.com");
  });

  it.each<[string, Purchase, boolean]>([
    ["Stripe was asked for the session", session, false],
    ["it shows one", { ...session, shipTo: address }, true],
    ["nothing is sent", { ...session, items: [card] }, true],
    ["the contents are a payment's, whose event shows all", { ...session, source: "payment_intent" }, true],
  ])("is not asked for where %s", async (_where, known, isFromEvent) => {
    const stripe = memoryStripe([sent]);
    expect(await withContact(known, stripe, { isFromEvent })).toBe(known);
    expect(stripe.calls).toEqual([]);
  });

  it.each<[string, Purchase, readonly string[]]>([
    ["there is no payment", { ...session, paymentIntents: [] }, []],
    ["Stripe has no such payment", session, ["payment intent pi_1"]],
  ])("stays unknown where %s", async (_where, known, calls) => {
    const stripe = memoryStripe([]);
    expect(await withContact(known, stripe, { isFromEvent: true })).toEqual(known);
    expect(stripe.calls).toEqual(calls);
  });
});
