import { describe, expect, it } from "vitest";
import { isProration, readInvoice } from "./invoice.ts";
import { readDispute } from "./dispute.ts";
import { readCharge, readPaymentIntent, readRefund, readSession } from "./objects.ts";
import { samplePurchase } from "../../packages/stripe-offline/samples/index.ts";
import type { StripeObject } from "./event.ts";
import { termsOfSession } from "./terms.ts";

const plain = (value: object) => JSON.parse(JSON.stringify(value)) as StripeObject;
const paid = samplePurchase({ kind: "payment", seed: "paid", contents: "metadata" });
const subscription = samplePurchase({ kind: "subscription", seed: "sub" });
const session = plain(paid.events.completed.data.object);
const intent = plain(paid.events.paymentSucceeded.data.object);
const invoice = plain(subscription.events.invoicePaid.data.object);

describe("readSession", () => {
  it("reads the pinned version's", () => {
    expect(readSession(session)).toEqual({
      id: paid.ids.session,
      mode: "payment",
      paymentStatus: "paid",
      paymentIntent: paid.ids.paymentIntent,
      invoiceCreation: false,
      customer: { id: paid.customer.id, email: paid.customer.email, name: "Jenny Rosen" },
      amountTotal: 5800,
      currency: "sgd",
      products: expect.stringContaining("MUG-BLUE"),
      terms: termsOfSession(session),
      lines: [],
    });
  });

  it("takes the contents from an expanded payment intent where the session has none", () => {
    const expanded = { ...session, metadata: {}, payment_intent: { id: "pi_1", metadata: { products: "[]" } } };
    expect(readSession(expanded)).toMatchObject({ paymentIntent: "pi_1", products: "[]" });
  });

  it("gives a guest without contact an empty customer", () => {
    const guest = {
      ...session,
      customer: null,
      customer_details: null,
      customer_email: null,
      collected_information: null,
    };
    expect(readSession(guest).customer).toEqual({});
  });

  it.each([
    ["collected_information", { shipping_details: null, collected_information: { shipping_details: { name: "S" } } }],
    ["shipping_details, before 2025-03-31", { shipping_details: { name: "S" }, collected_information: null }],
  ])("knows who it is shipped to where the customer gave no name: %s", (_where, shipping) => {
    expect(readSession({ ...session, ...shipping, customer_details: { name: null } }).customer.name).toBe("S");
  });

  it("replaces half a surrogate pair in a name, and spoils the address that has one", () => {
    const customer_details = { name: "Jo \ud83d Do", email: "jo\ud83d@example.com" };
    expect(readSession({ ...session, customer_details }).customer).toMatchObject({
      name: "Jo \ufffd Do",
      email: "jo\ufffd@example.com",
    });
  });

  it.each([
    ["its own", { presentment_details: { presentment_amount: 4890, presentment_currency: "JPY" } }],
    [
      "its payment intent's, expanded",
      {
        payment_intent: { id: "pi_1", presentment_details: { presentment_amount: 4890, presentment_currency: "jpy" } },
      },
    ],
  ])("reads what the customer saw: %s", (_where, shown) => {
    expect(readSession({ ...session, ...shown })).toMatchObject({
      presentment: { amount: 4890, currency: "jpy" },
      amountTotal: 5800,
      currency: "sgd",
    });
  });

  it("reads a session before 2025-03-31, whose own amounts are what the customer saw", () => {
    const currency_conversion = { amount_total: 3000, fx_rate: "0.0061", source_currency: "eur" };
    const read = readSession({ ...session, amount_total: 4890, currency: "jpy", currency_conversion });
    expect(read).toMatchObject({ amountTotal: 4890, currency: "jpy" });
    expect(read).not.toHaveProperty("presentment");
  });

  it("falls back to the e-mail that the shop gave", () => {
    expect(readSession({ ...session, customer_details: null, customer_email: "a@example.com" }).customer.email).toBe(
      "a@example.com",
    );
  });

  it.each(["id", "mode", "payment_status"])("rejects one without %s, naming it", (field) => {
    const { [field]: _left, ...rest } = session;
    expect(() => readSession(rest)).toThrow(
      expect.objectContaining({ causeCode: "invalid-event", message: `the session has no usable \`${field}\`` }),
    );
  });

  it("takes a currency that it has never heard of, in lower case, but no text", () => {
    expect(readSession({ ...session, currency: "ZZZ" }).currency).toBe("zzz");
    expect(() => readSession({ ...session, currency: "<b>" })).toThrow("currency");
  });
});

describe("readPaymentIntent", () => {
  it("reads the pinned version's", () => {
    expect(readPaymentIntent(intent)).toMatchObject({ amount: 5800, amountReceived: 5800, currency: "sgd" });
  });

  it("reads the shape of 2022-11-15: the invoice, the charge's contact", () => {
    const old = {
      id: "pi_1",
      amount: 100,
      currency: "usd",
      invoice: "in_1",
      latest_charge: "ch_1",
      charges: { data: [{ id: "ch_1", billing_details: { email: "a@example.com", name: "A" } }] },
    };
    expect(readPaymentIntent(old)).toEqual({
      id: "pi_1",
      amount: 100,
      amountReceived: 100,
      succeeded: false,
      manualCapture: false,
      currency: "usd",
      invoice: "in_1",
      customer: { email: "a@example.com", name: "A" },
      terms: { locales: [] },
    });
  });
});

describe("a payment that the shop captures", () => {
  const manual = { capture_method: "manual" };

  it.each([
    ["chosen for all methods", { ...manual }, true],
    ["chosen for cards", { payment_method_options: { card: manual, link: {} } }, true],
    ["not chosen", { payment_method_options: { card: { capture_method: "automatic" } } }, false],
  ])("is known: %s", (_how, options, expected) => {
    expect(readPaymentIntent({ id: "pi_1", amount: 1, currency: "usd", ...options }).manualCapture).toBe(expected);
  });

  it("has a charge that shows whether it was captured; those of old do not say so and were", () => {
    const charge = { id: "ch_1", amount: 1, currency: "usd" };
    expect(readCharge(charge).captured).toBe(true);
    expect(readCharge({ ...charge, captured: false }).captured).toBe(false);
  });
});

describe("readInvoice", () => {
  it("reads the pinned version's: the subscription in its parent, no payment intent", () => {
    expect(readInvoice(invoice)).toMatchObject({
      id: subscription.ids.invoice,
      subscription: subscription.ids.subscription,
      paymentIntents: [],
      amountPaid: 5800,
      billingReason: "subscription_create",
    });
  });

  it.each([
    ["paid through Stripe", { status: "paid", amount_paid: 100 }, true],
    ["paid in part outside Stripe", { status: "paid", amount_paid: 100, amount_paid_off_stripe: 40 }, true],
    ["paid outside Stripe", { status: "paid", amount_paid: 100, amount_paid_off_stripe: 100 }, false],
    ["paid out of band, before 2025-03-31", { status: "paid", amount_paid: 100, paid_out_of_band: true }, false],
    ["paid by a coupon or a balance", { status: "paid", amount_due: 0, amount_paid: 0 }, false],
    ["open", { status: "open", amount_due: 100, amount_paid: 0 }, true],
  ])("expects a payment of what Stripe was to bring in: %s", (_how, amounts, expectsPayment) => {
    const object = { ...invoice, amount_due: 100, ...amounts };
    expect(readInvoice(object)).toMatchObject({ expectsPayment, hasPayment: false });
    const payments = { data: [{ payment: { type: "payment_record", payment_record: "pyr_1" } }] };
    expect(readInvoice({ ...object, payments })).toMatchObject({ expectsPayment, hasPayment: true });
  });

  it("reads payments where they were expanded", () => {
    const payments = { data: ["pi_1", "pi_2", null].map((id) => ({ payment: { payment_intent: id } })) };
    expect(readInvoice({ ...invoice, payments }).paymentIntents).toEqual(["pi_1", "pi_2"]);
  });

  it("reads what the customer saw of payments whose payment intents were expanded", () => {
    const payment = (status: string, amount: number, currency = "jpy") => ({
      status,
      payment: {
        payment_intent: {
          id: `pi_${amount}`,
          presentment_details: { presentment_amount: amount, presentment_currency: currency },
        },
      },
    });
    const presentment = (...data: object[]) => readInvoice({ ...invoice, payments: { data } }).presentment;
    const open = { ...invoice, status: "open", payments: { data: [payment("open", 4890)] } };
    expect(presentment(payment("paid", 4000), payment("canceled", 1), payment("paid", 890))).toEqual({
      amount: 4890,
      currency: "jpy",
    });
    expect(presentment(payment("paid", 4000), payment("paid", 890, "krw"))).toBeUndefined();
    expect(presentment(payment("open", 4890))).toBeUndefined();
    expect(readInvoice(open).presentment).toEqual({ amount: 4890, currency: "jpy" });
  });

  it("knows its number, and whether it is paid", () => {
    expect(readInvoice({ ...invoice, number: "A-1", status: "open" })).toMatchObject({ number: "A-1", paid: false });
    expect(readInvoice({ ...invoice, number: null, status: "paid" })).not.toHaveProperty("number");
  });

  it("reads the shape of 2022-11-15: subscription and payment intent at the top", () => {
    const { parent: _parent, ...rest } = invoice;
    expect(readInvoice({ ...rest, subscription: "sub_1", payment_intent: "pi_1" })).toMatchObject({
      subscription: "sub_1",
      paymentIntents: ["pi_1"],
    });
  });

  it("knows an invoice of no subscription", () => {
    expect(readInvoice({ ...invoice, parent: null })).not.toHaveProperty("subscription");
  });

  it("recognises prorations of all shapes", () => {
    expect(isProration({ proration: true })).toBe(true);
    expect(isProration({ parent: { subscription_item_details: { proration: true } } })).toBe(true);
    expect(
      isProration({ parent: { subscription_item_details: null, invoice_item_details: { proration: false } } }),
    ).toBe(false);
  });
});

describe("readers of what becomes of a payment", () => {
  const { fullRefund, disputeLost } = paid.aftermath;

  it("read the pinned version's", () => {
    const { charge, paymentIntent } = paid.ids;
    expect(readRefund(plain(fullRefund.events.refundCreated.data.object))).toMatchObject({
      charge,
      paymentIntent,
      amount: 5800,
      status: "succeeded",
    });
    expect(readCharge(plain(fullRefund.events.chargeRefunded.data.object))).toMatchObject({
      id: charge,
      paymentIntent,
      amountRefunded: 5800,
    });
    expect(readDispute(plain(disputeLost.events.disputeClosed.data.object))).toMatchObject({
      charge,
      paymentIntent,
      status: "lost",
    });
  });

  it("take a refund whose status is not known yet for pending", () => {
    const refund = { id: "re_1", amount: 1, currency: "usd" };
    for (const status of [null, undefined, "new"]) expect(readRefund({ ...refund, status }).status).toBe("pending");
  });
});
