import { describe, expect, it } from "vitest";
import { readPurchase } from "./stored-purchase.ts";
import type { Purchase } from "./purchase.ts";

const whole: Required<Purchase> = {
  schemaVersion: 2,
  orderKey: "in_1",
  source: "invoice",
  items: [{ sku: "MUG", name: "Mug", quantity: 1, goods: true, unitAmount: 70, amount: 70 }],
  unreadable: true,
  customer: { id: "cus_1", email: "a@example.com", name: "A" },
  currency: "sgd",
  amountTotal: 100,
  amountPaid: 90,
  presentment: { amount: 12_000, currency: "jpy" },
  totals: { subtotal: 70, discount: 5, shipping: 25, tax: 10, taxIncluded: 4 },
  shipTo: { name: "A", line1: "1 St", line2: "#2", city: "C", state: "S", postalCode: "018937", country: "SG" },
  phone: "+6591234567",
  locales: ["vi"],
  livemode: false,
  account: "acct_1",
  session: "cs_1",
  subscription: "sub_1",
  invoice: "in_1",
  invoiceNumber: "A-1",
  paymentIntents: ["pi_1"],
};
const item = { pk: "purchase#in_1", purchase: whole, expiresAt: 1 };

describe("a purchase's snapshot in the journal", () => {
  it("is read with all its parts", () => {
    expect(readPurchase(item)).toEqual(whole);
  });

  it("of a former version is read as version 1, without what it lacks", () => {
    const {
      schemaVersion: _version,
      totals: _totals,
      shipTo: _shipTo,
      phone: _phone,
      locales: _locales,
      ...former
    } = whole;
    expect(readPurchase({ ...item, purchase: former })).toEqual({ ...former, schemaVersion: 1 });
  });

  it("of another shape is refused by its key and the part, without a word of the customer", () => {
    const garbled = { ...item, purchase: { ...whole, customer: "a@example.com" } };
    expect(() => readPurchase(garbled)).toThrow(/^purchase#in_1 cannot be read: customer is not Object$/u);
    expect(() => readPurchase({ pk: "purchase#in_1" })).toThrow(/^purchase#in_1 cannot be read: the item is missing$/u);
  });
});
