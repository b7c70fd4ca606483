import { describe, expect, it } from "vitest";
import { readPurchase } from "./stored-purchase.ts";
import type { Purchase } from "./purchase.ts";

const whole: Required<Purchase> = {
  orderKey: "in_1",
  source: "invoice",
  items: [{ sku: "MUG", name: "Mug", quantity: 1, goods: true }],
  unreadable: true,
  customer: { id: "cus_1", email: "a@example.com", name: "A" },
  currency: "sgd",
  amountTotal: 100,
  amountPaid: 90,
  presentment: { amount: 12_000, currency: "jpy" },
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

  it("of another shape is refused by its key and the part, without a word of the customer", () => {
    const garbled = { ...item, purchase: { ...whole, customer: "a@example.com" } };
    expect(() => readPurchase(garbled)).toThrow(/^purchase#in_1 cannot be read: customer is not Object$/u);
    expect(() => readPurchase({ pk: "purchase#in_1" })).toThrow(/^purchase#in_1 cannot be read: the item is missing$/u);
  });
});
