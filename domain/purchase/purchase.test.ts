import { describe, expect, it } from "vitest";
import { readPaymentIntent, readSession } from "../event/objects.ts";
import { readInvoice } from "../event/invoice.ts";
import {
  completedBy,
  hasReadableProducts,
  outranks,
  type Purchase,
  purchaseOfInvoice,
  purchaseOfPaymentIntent,
  purchaseOfSession,
} from "./purchase.ts";

const owner = { orderKey: "pi_1", livemode: false };
const products = JSON.stringify([{ sku: "LAMP", name: "Lamp", quantity: 1 }]);
const lamp = { sku: "LAMP", name: "Lamp", quantity: 1, goods: true };
const mug = { id: "li_1", description: "Mug", quantity: 2, price: { id: "price_1" } };

const session = (more: object): Purchase => {
  const object = { id: "cs_1", mode: "payment", payment_status: "paid", amount_total: 700, currency: "usd" };
  return purchaseOfSession(readSession({ ...object, line_items: { data: [mug] }, ...more }), owner);
};
const intent = (more: object) =>
  purchaseOfPaymentIntent(readPaymentIntent({ id: "pi_1", amount: 700, currency: "usd", ...more }), owner);
const invoice = (more: object): Purchase =>
  purchaseOfInvoice(readInvoice({ id: "in_1", total: 700, currency: "usd", amount_paid: 600, ...more }), owner);

describe("what a session sold", () => {
  it("is its metadata's products, else its lines; with neither nobody can read it", () => {
    expect(session({ metadata: { products } })).toMatchObject({ source: "session", items: [lamp] });
    expect(session({})).toMatchObject({ items: [{ sku: "price_1", quantity: 2 }] });
    expect(session({ metadata: { products: "cut" } })).not.toHaveProperty("unreadable");
    expect(session({ metadata: { products: "cut" }, line_items: { data: [] } })).toMatchObject({
      items: [],
      unreadable: true,
    });
    expect(session({ line_items: { data: [] } })).not.toHaveProperty("unreadable");
  });

  it("was paid with its total, or with what was captured of it, unless it is unpaid", () => {
    expect(session({})).toMatchObject({ amountTotal: 700, amountPaid: 700, paymentIntents: [] });
    const captured = { id: "pi_1", amount_received: 500 };
    expect(session({ payment_intent: captured })).toMatchObject({ amountPaid: 500, paymentIntents: ["pi_1"] });
    expect(session({ payment_status: "unpaid" })).not.toHaveProperty("amountPaid");
  });

  it("has a currency", () => {
    expect(() => session({ currency: null })).toThrow("the session has no usable `currency`");
  });
});

describe("what a payment intent or an invoice sold", () => {
  it("is only in a payment intent's products", () => {
    expect(intent({})).toBeUndefined();
    expect(intent({ metadata: { products }, status: "succeeded", amount_received: 650 })).toMatchObject({
      source: "payment_intent",
      items: [lamp],
      amountPaid: 650,
      paymentIntents: ["pi_1"],
    });
    expect(intent({ metadata: { products } })).not.toHaveProperty("unreadable");
    const unread = intent({ metadata: { products: "cut" }, status: "requires_payment_method" });
    expect(unread).toMatchObject({ items: [], unreadable: true });
    expect(unread).not.toHaveProperty("amountPaid");
    expect(
      [products, "cut", undefined].map((text) => hasReadableProducts(text === undefined ? {} : { products: text })),
    ).toEqual([true, false, false]);
  });

  it("was paid once the invoice is", () => {
    const paid = { status: "paid", number: "A-1", lines: { data: [{ ...mug, amount: 700 }] }, payment_intent: "pi_1" };
    expect(invoice(paid)).toMatchObject({ source: "invoice", amountPaid: 600, invoice: "in_1", invoiceNumber: "A-1" });
    expect(invoice(paid)).toMatchObject({
      items: [{ sku: "price_1", quantity: 2, goods: false }],
      paymentIntents: ["pi_1"],
    });
    expect(invoice({ status: "open" })).not.toHaveProperty("amountPaid");
  });
});

describe("a snapshot of what was bought", () => {
  const of = (source: Purchase["source"], more: Partial<Purchase> = {}): Purchase => ({
    ...session({}),
    source,
    items: [lamp],
    ...more,
  });
  const listed = { paymentIntents: ["pi_1"] };

  it.each<[what: string, one: Purchase, other: Purchase, replaces: boolean]>([
    ["a session an invoice", of("session"), of("invoice"), true],
    ["a session a payment", of("session"), of("payment_intent"), true],
    ["a session a session", of("session"), of("session"), false],
    ["an invoice a session", of("invoice", listed), of("session"), false],
    ["a payment an invoice", of("payment_intent", listed), of("invoice"), false],
    ["an invoice a payment", of("invoice", listed), of("payment_intent"), false],
    ["an invoice one whose payments were not listed", of("invoice", listed), of("invoice"), true],
    ["an invoice one whose payments were", of("invoice", listed), of("invoice", listed), false],
    ["an invoice without payments one without", of("invoice"), of("invoice"), false],
    ["this version an earlier one", of("invoice"), of("invoice", { schemaVersion: 1 }), true],
    ["this version an earlier one of another source", of("invoice"), of("session", { schemaVersion: 1 }), false],
    ["an earlier version this one", of("invoice", { schemaVersion: 1 }), of("invoice"), false],
  ])("replaces or not: %s", (_, one, other, replaces) => {
    expect(outranks(one, other)).toBe(replaces);
  });

  it("of an earlier version gets the prices of the lines that are the same, and keeps what was known", () => {
    const now = of("session", {
      items: [{ ...lamp, unitAmount: 700, amount: 700 }],
      customer: { name: "Now" },
      phone: "+84 1",
    });
    const former = of("session", {
      schemaVersion: 1,
      items: [{ ...lamp, name: "Old lamp" }],
      customer: { name: "Then" },
    });
    expect(completedBy(former, now)).toEqual({
      ...now,
      customer: { name: "Then" },
      items: [{ ...lamp, name: "Old lamp", unitAmount: 700, amount: 700 }],
    });
    for (const other of [
      { ...now, items: [...now.items, lamp] },
      { ...now, items: [{ ...lamp, quantity: 2, amount: 1400 }] },
    ]) {
      expect(completedBy(former, other).items).toEqual(former.items);
    }
    expect(completedBy(former, { ...now, source: "invoice" })).toEqual({ ...now, source: "invoice" });
    expect(completedBy({ ...former, schemaVersion: 2 }, now)).toBe(now);
  });
});
