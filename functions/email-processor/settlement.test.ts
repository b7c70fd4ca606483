import { describe, expect, it } from "vitest";
import { memoryStripe } from "../../packages/stripe-offline/memory-stripe.ts";
import type { Purchase } from "../../domain/purchase/purchase.ts";
import { settlementOf } from "./settlement.ts";

const money = { amount: 500, currency: "eur" };
const refund = { kind: "refund", customer: {}, refundId: "re_1", refunded: money } as const;
const receipt = { kind: "receipt", customer: {}, total: money } as const;
const confirmation = { kind: "confirmation", customer: {} } as const;

const held: Purchase = {
  schemaVersion: 2,
  orderKey: "pi_1",
  source: "session",
  items: [],
  customer: {},
  currency: "eur",
  amountTotal: 2000,
  livemode: false,
  paymentIntents: ["pi_1"],
};
const billed: Purchase = { ...held, orderKey: "in_1", source: "invoice", invoice: "in_1" };

const presentment_details = { presentment_amount: 815, presentment_currency: "jpy" };
const intent = { id: "pi_1", object: "payment_intent", amount: 2000, amount_received: 500, currency: "eur" };
const invoice = { id: "in_1", object: "invoice", total: 2000, amount_paid: 500, currency: "eur", status: "paid" };

describe("what came of a purchase", () => {
  it("is in the snapshot that was made after the payment", async () => {
    const stripe = memoryStripe([]);
    expect(await settlementOf(refund, { ...held, amountPaid: 700 }, stripe)).toMatchObject({ amountPaid: 700 });
    expect(stripe.calls).toEqual([]);
  });

  it.each([
    ["its payment intent", held, refund, { ...intent, presentment_details }, { amount: 815, currency: "jpy" }],
    ["its invoice", billed, receipt, invoice, undefined],
  ] as const)(
    "is asked of %s where the snapshot is from before",
    async (_whom, purchase, draft, object, presentment) => {
      const settlement = await settlementOf(draft, purchase, memoryStripe([object]));
      expect(settlement).toMatchObject({ amountPaid: 500, ...(presentment === undefined ? {} : { presentment }) });
    },
  );

  it("is asked of the payment where a session has an invoice too, and where an invoice is not named", async () => {
    const sold = { ...held, invoice: "in_1" } as const;
    const { invoice: _invoice, ...unnamed } = billed;
    for (const purchase of [sold, unnamed]) {
      const stripe = memoryStripe([intent, invoice]);
      await settlementOf(refund, purchase, stripe);
      expect(stripe.calls).toEqual(["payment intent pi_1"]);
    }
  });

  it("is not asked for a mail that does not depend on it", async () => {
    const stripe = memoryStripe([]);
    await settlementOf(confirmation, held, stripe);
    expect(stripe.calls).toEqual([]);
  });

  it("is not known where nothing was to pay", async () => {
    expect((await settlementOf(refund, { ...held, paymentIntents: [] }, memoryStripe([]))).amountPaid).toBeUndefined();
  });
});
