import { expect, it } from "vitest";
import type { Purchase } from "../purchase/purchase.ts";
import { mailNameOf, planMail } from "./plan-mail.ts";

const purchase: Purchase = {
  schemaVersion: 2,
  orderKey: "pi_1",
  source: "invoice",
  items: [],
  customer: { email: "jenny@example.com" },
  currency: "sgd",
  amountTotal: 2900,
  livemode: false,
  paymentIntents: ["pi_1"],
  invoiceNumber: "A-1",
};
const refund = { kind: "refund", customer: {}, refundId: "re_1", refunded: { amount: 100, currency: "sgd" } } as const;
const referenceIn = (orderKey: string, remembered: Purchase) =>
  planMail(refund, { key: "mail", date: 0, orderKey }, remembered, {}).mail.reference;

it("a refund goes by the same reference, whether session or invoice was remembered", () => {
  const { invoiceNumber: _, ...bySession } = purchase;
  expect(referenceIn("pi_1", purchase)).toBe("pi_1");
  expect(referenceIn("pi_1", bySession)).toBe("pi_1");
});

it("a refund of a subscription's period goes by the invoice's number", () => {
  expect(referenceIn("in_1", purchase)).toBe("A-1");
});

it("a confirmation shows what was captured by hand, where its session is read afterwards", () => {
  const draft = { kind: "confirmation", customer: {} } as const;
  const { mail } = planMail(draft, { key: "mail", date: 0, orderKey: "pi_1" }, purchase, { amountPaid: 500 });
  expect(mail).toMatchObject({ total: { amount: 500, currency: "sgd" } });
});

it("there is one mail for each kind, each refund and each parcel", () => {
  const parcel = { kind: "shipped", customer: {}, parcel: "P1" } as const;
  expect([mailNameOf({ kind: "confirmation", customer: {} }), mailNameOf(refund), mailNameOf(parcel)]).toEqual([
    "confirmation",
    "refund#re_1",
    "shipped#P1",
  ]);
});

it("a parcel's mail names what is in it, as the purchase does, and greets as the event or else the purchase", () => {
  const items = [{ sku: "LAMP", name: "Lamp", quantity: 2, goods: true }];
  const draft = { kind: "shipped", parcel: "P1", tracking: "VN1" } as const;
  const held = [
    { sku: "LAMP", quantity: 1 },
    { sku: "MUG", quantity: 1 },
  ];
  const known = { ...purchase, items, customer: { name: "Ada" } };
  const plan = (customer: object) =>
    planMail({ ...draft, items: held, customer }, { key: "mail", date: 0, orderKey: "pi_1" }, known, {}).mail;
  const named = [
    { name: "Lamp", quantity: 1 },
    { name: "MUG", quantity: 1 },
  ];
  expect(plan({})).toMatchObject({ parcel: "P1", tracking: "VN1", items: named, customerName: "Ada" });
  expect(plan({ name: "Bob" })).toMatchObject({ customerName: "Bob" });
});
