import { expect, it } from "vitest";
import type { Purchase } from "../purchase/purchase.ts";
import { planMail } from "./plan-mail.ts";

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
