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
