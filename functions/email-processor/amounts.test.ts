import { describe, expect, it } from "vitest";
import { altering } from "../../packages/stripe-offline/samples/altering.ts";
import { samplePurchase } from "../../packages/stripe-offline/samples/index.ts";
import { type MailWorld, mailWorld } from "./testing.ts";

const presented = (presentment_amount: number, presentment_currency: string) => ({
  presentment_details: { presentment_amount, presentment_currency },
});

/** Intl puts a no-break space behind a currency code. */
const texts = ({ sent }: MailWorld): string[] => sent.map(({ text }) => text);

describe("what Adaptive Pricing converted", () => {
  const paid = samplePurchase({ kind: "payment", seed: "adaptive" });
  const { partialRefund, fullRefund } = paid.aftermath;

  it.each([
    [4890, "jpy", "¥4,890"],
    [5120, "kwd", "KWD 5.120"],
    [500_000, "ugx", "UGX 5,000"],
    [3999, "eur", "€39.99"],
  ])("is confirmed as the customer saw it: %i %s as %s", async (amount, currency, shown) => {
    const { event, objects } = altering({ [paid.ids.session]: presented(amount, currency) });
    const w = mailWorld(objects(paid.objects));
    await w.handle(event(paid.events.completed));
    expect(texts(w)[0]).toContain(`Total: ${shown}\n`);
    expect(texts(w)[0]).not.toContain("SGD");
  });

  it("is refunded as the customer saw it, with and without the refund's own details", async () => {
    const part = partialRefund.events.refundCreated.data.object.id;
    const { event, objects } = altering({ [paid.ids.session]: presented(4890, "jpy"), [part]: presented(1222, "jpy") });
    const w = mailWorld([...objects(paid.objects), ...partialRefund.objects, ...fullRefund.objects]);
    await w.handle(event(paid.events.completed));
    await w.handle(event(partialRefund.events.refundCreated));
    await w.handle(event(fullRefund.events.refundUpdated));
    const [, partly, fully] = texts(w);
    expect(partly).toContain("Amount refunded: ¥1,222\n");
    expect(fully).toContain("Amount refunded: ¥4,890\n");
    expect(w.sent.map(({ subject }) => subject)).toEqual([
      "Your order is confirmed",
      "Part of your order has been refunded",
      "Your order has been refunded",
    ]);
  });

  it("is refunded in part by its share of what the customer saw, where the refund does not show it", async () => {
    const { refundCreated } = partialRefund.events;
    const { event, objects } = altering({ [paid.ids.session]: presented(4890, "jpy") });
    const w = mailWorld([...objects(paid.objects), ...partialRefund.objects]);
    await w.handle(event(paid.events.completed));
    await w.handle(refundCreated);
    const share = Math.round((4890 * refundCreated.data.object.amount) / paid.amount);
    expect(texts(w)[1]).toContain(`Amount refunded: ¥${share.toLocaleString("en")}\n`);
    expect(texts(w).join()).not.toContain("SGD");
  });

  it("is on the receipt of an invoice, whose payment intent alone shows it", async () => {
    const renewal = samplePurchase({ kind: "renewal", seed: "adaptive" });
    const { event, objects } = altering({ [renewal.ids.paymentIntent]: presented(4890, "jpy") });
    const w = mailWorld(objects(renewal.objects));
    await w.handle(event(renewal.events.invoicePaid));
    expect(texts(w)[0]).toContain("Amount paid: ¥4,890\n");
  });

  it("needs nothing where a session of an older version has the customer's amounts", async () => {
    const currency_conversion = {
      amount_subtotal: 3000,
      amount_total: 3000,
      fx_rate: "0.0061",
      source_currency: "eur",
    };
    const older = { amount_total: 4890, currency: "jpy", currency_conversion };
    const payment = { amount: 4890, amount_received: 4890, currency: "jpy" };
    const { event, objects } = altering({ [paid.ids.session]: older, [paid.ids.paymentIntent]: payment });
    const w = mailWorld(objects(paid.objects));
    await w.handle(event(paid.events.completed));
    expect(texts(w)[0]).toContain("Total: ¥4,890\n");
  });
});

describe("what was captured", () => {
  const sold = samplePurchase({ kind: "payment-intent", seed: "captured" });
  const { partialRefund, fullRefund } = sold.aftermath;

  it.each([
    ["a part", 1450, "SGD 14.50", partialRefund, "Your order has been refunded"],
    ["more than was authorised", 7000, "SGD 70.00", fullRefund, "Part of your order has been refunded"],
  ])("is confirmed, and a refund is full or not by it: %s", async (_what, amount_received, shown, refund, subject) => {
    const { event, objects } = altering({ [sold.ids.paymentIntent]: { amount_received } });
    const w = mailWorld([...objects(sold.objects), ...refund.objects]);
    await w.handle(event(sold.events.paymentSucceeded));
    await w.handle(event(refund.events.refundUpdated));
    expect(texts(w)[0]).toContain(`Total: ${shown}\n`);
    expect(w.sent[1]?.subject).toBe(subject);
  });
});

describe("what an invoice took", () => {
  const renewal = samplePurchase({ kind: "renewal", seed: "credit" });
  const { partialRefund } = renewal.aftermath;
  const credited = { total: 5800, amount_due: 1450, amount_paid: 1450, starting_balance: -4350, number: "A-0042" };

  it("beyond the credit balance is on its receipt, and a refund of that is full", async () => {
    const { event, objects } = altering({ [renewal.ids.invoice]: credited });
    const w = mailWorld([...objects(renewal.objects), ...partialRefund.objects]);
    await w.handle(event(renewal.events.invoicePaid));
    await w.handle(event(partialRefund.events.refundCreated));
    expect(texts(w)[0]).toContain("Amount paid: SGD 14.50\n");
    expect(w.sent[1]?.subject).toBe("Your order has been refunded");
  });

  it("is named by the invoice's number in each of its mails, and by its key where there is none", async () => {
    for (const [number, reference] of [
      ["A-0042", "A-0042"],
      [null, renewal.orderKey],
    ]) {
      const { event, objects } = altering({ [renewal.ids.invoice]: { number } });
      const w = mailWorld([...objects(renewal.objects), ...partialRefund.objects]);
      await w.handle(event(renewal.events.invoicePaymentFailed));
      await w.handle(event(renewal.events.invoicePaid));
      await w.handle(event(partialRefund.events.refundCreated));
      expect(texts(w).map((text) => /Reference: (.*)/u.exec(text)?.[1])).toEqual([reference, reference, reference]);
    }
  });
});
