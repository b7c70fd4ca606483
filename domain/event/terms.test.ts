import { describe, expect, it } from "vitest";
import { olderVersions, inOlderShape, samplePurchase } from "../../packages/stripe-offline/samples/index.ts";
import type { StripeObject } from "./event.ts";
import { termsOfInvoice, termsOfPaymentIntent, termsOfSession, totalOf } from "./terms.ts";

const extras = { shipping: 500, discount: 580, tax: 515, taxIncluded: 90 };
const customer = { phone: "+6591234567" };
const paid = samplePurchase({ kind: "payment", seed: "terms", extras, customer });
const renewal = samplePurchase({ kind: "renewal", seed: "terms", extras, customer });
const plain = (value: object) => JSON.parse(JSON.stringify(value)) as StripeObject;
const session = plain(paid.events.completed.data.object);
const invoice = plain(renewal.events.invoicePaid.data.object);
const totals = { subtotal: 5800, ...extras };
const address = { line1: "1 Le Loi", city: "Da Nang", postal_code: "550000", country: "VN" };
const shipTo = { name: "An", line1: "1 Le Loi", city: "Da Nang", postalCode: "550000", country: "VN" };
const shipping = { name: "An", address, phone: "+84901234567" };

describe("the parts of a total", () => {
  it.each(olderVersions)("are a session's and an invoice's of %s", (version) => {
    const older = inOlderShape(paid.events.completed, version, paid.ids);
    expect(termsOfSession(plain(older.data.object)).totals).toEqual(totals);
    const olderInvoice = inOlderShape(renewal.events.invoicePaid, version, renewal.ids);
    expect(termsOfInvoice(plain(olderInvoice.data.object)).totals).toEqual(totals);
  });

  it("make the total: which tax a session's prices contain shows in nothing else", () => {
    for (const { tax, taxIncluded, amount_tax } of [
      { tax: 515, taxIncluded: undefined, amount_tax: 515 },
      { tax: undefined, taxIncluded: 515, amount_tax: 515 },
      { tax: 15, taxIncluded: 500, amount_tax: 515 },
    ]) {
      const amount_total = 5800 + 500 - 580 + (tax ?? 0);
      const total_details = { amount_discount: 580, amount_shipping: 500, amount_tax };
      const read = termsOfSession({ ...session, amount_total, total_details }).totals;
      expect(read).toEqual(
        JSON.parse(JSON.stringify({ subtotal: 5800, shipping: 500, discount: 580, tax, taxIncluded })),
      );
      expect(read && totalOf(read)).toBe(amount_total);
    }
  });

  it("leave out an invoice's discounts of single lines, which its subtotal has already", () => {
    const discounted = { ...invoice, subtotal: 5220, total: 5220 + 500 + 515 };
    expect(termsOfInvoice(discounted).totals).toEqual({ subtotal: 5220, shipping: 500, tax: 515, taxIncluded: 90 });
  });

  it("are a payment's where the shop named some", () => {
    const amount_details = { shipping: { amount: 500 }, tax: { total_tax_amount: 400 }, discount_amount: 100 };
    expect(termsOfPaymentIntent({ amount: 6600, amount_details }).totals).toEqual({
      subtotal: 5800,
      shipping: 500,
      tax: 400,
      discount: 100,
    });
    expect(termsOfPaymentIntent({ amount: 6600, amount_details: { tip: {} } }).totals).toBeUndefined();
  });

  it.each([{ amount_subtotal: null }, { amount_total: "5800" }])("are none where an amount is none: %j", (change) => {
    expect(termsOfSession({ ...session, ...change }).totals).toBeUndefined();
  });
});

describe("the shipping address", () => {
  const nowhere = { ...session, collected_information: null, payment_intent: { id: "pi_1" } };

  it.each([
    ["collected_information", { collected_information: { shipping_details: shipping } }],
    ["shipping_details, before 2025-03-31", { shipping_details: shipping }],
    ["shipping, before 2022-11-15", { shipping }],
    ["its payment's", { payment_intent: { id: "pi_1", shipping } }],
  ])("of a session is its %s", (_where, change) => {
    expect(termsOfSession({ ...nowhere, ...change })).toMatchObject({ shipTo, phone: "+6591234567" });
    const nameless = { ...nowhere, ...change, customer_details: {} };
    expect(termsOfSession(nameless).phone).toBe("+84901234567");
  });

  it.each([
    ["its own", { shipping_details: shipping, customer_shipping: { address: { city: "Hue" } } }],
    ["its customer's when it was made", { customer_shipping: shipping }],
    ["its payment's", { payments: { data: [{ payment: { payment_intent: { shipping } } }] } }],
    ["its customer's, expanded", { customer: { id: "cus_1", shipping } }],
  ])("of an invoice is %s", (_where, change) => {
    const bare = { ...invoice, customer_shipping: null, shipping_details: null, customer_phone: null };
    expect(termsOfInvoice({ ...bare, ...change })).toMatchObject({ shipTo, phone: "+84901234567" });
  });

  it("is none without a place, is cut where it is endless, and has no half of a surrogate pair", () => {
    expect(
      termsOfPaymentIntent({ shipping: { name: "An", address: { line1: "", city: null } } }).shipTo,
    ).toBeUndefined();
    const line1 = `${"1".repeat(500)}\ud83d`;
    expect(termsOfPaymentIntent({ shipping: { address: { line1, city: "\ud83d" } } }).shipTo).toEqual({
      line1: "1".repeat(200),
      city: "\ufffd",
    });
  });
});

describe("the buyer's languages", () => {
  it.each([
    ["the session's", { locale: "vi", customer: { id: "cus_1", preferred_locales: ["en"] } }, ["vi"]],
    [
      "else the customer's",
      { locale: "auto", customer: { id: "cus_1", preferred_locales: ["vi-VN", "en"] } },
      ["vi-VN", "en"],
    ],
    ["none of a guest", { locale: null, customer: null }, []],
    ["none of a customer that is gone", { locale: null, customer: { id: "cus_1", deleted: true } }, []],
    ["not known of a customer that nobody asked for", { locale: null, customer: "cus_1" }, undefined],
    ["no text that is none", { locale: "<b>", customer: { id: "cus_1", preferred_locales: [1, "vi"] } }, ["vi"]],
  ])("are %s", (_whose, change, locales) => {
    expect(termsOfSession({ ...session, ...change }).locales).toEqual(locales);
  });
});
