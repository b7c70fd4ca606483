import * as v from "valibot";
import type { Customer } from "../customer.ts";
import { idIn, part, type StripeObject } from "./event.ts";
import { type Money, readPresentment } from "./presentment.ts";
import { type Terms, termsOfInvoice } from "./terms.ts";
import { amount, amountOrZero, currency, defined, list, readObject, reference, text } from "./fields.ts";

export interface Invoice {
  readonly id: string;
  /** What the customer knows it by, from its finalisation on. */
  readonly number?: string;
  readonly paid: boolean;
  readonly subscription?: string;
  /** As far as the object shows: since 2025-03-31 only where `payments` was expanded. */
  readonly paymentIntents: readonly string[];
  /** Whether a payment of any type is listed, as far as the object shows. */
  readonly hasPayment: boolean;
  /** Money came or was asked for through Stripe: there is a payment, whether or not Stripe lists it yet. */
  readonly expectsPayment: boolean;
  readonly amountDue: number;
  readonly amountPaid: number;
  /** Of its payments, where those are expanded: an invoice itself does not show it. */
  readonly presentment?: Money;
  readonly total: number;
  readonly currency: string;
  readonly customer: Customer;
  readonly billingReason?: string;
  readonly terms: Terms;
  /** An event carries the first ten. */
  readonly lines: readonly StripeObject[];
}

const invoiceSchema = v.object({
  id: v.string(),
  number: text,
  status: text,
  payment_intent: reference,
  payments: list,
  paid_out_of_band: v.optional(v.unknown()),
  amount_paid_off_stripe: amountOrZero,
  amount_due: amountOrZero,
  amount_paid: amountOrZero,
  total: amount,
  currency,
  customer: reference,
  customer_email: text,
  customer_name: text,
  billing_reason: text,
  lines: list,
});

/**
 * Reads an invoice: `subscription` and `payment_intent` are top-level before 2025-03-31, in `parent` and `payments` since.
 * @see https://docs.stripe.com/api/invoices/object
 */
export function readInvoice(object: StripeObject): Invoice {
  const invoice = readObject(invoiceSchema, object, "invoice");
  const listed = invoice.payments.map((payment) => idIn(part(payment, "payment"), "payment_intent"));
  const intents = [invoice.payment_intent, ...listed].filter((id) => id !== undefined);
  return defined({
    id: invoice.id,
    number: invoice.number,
    paid: invoice.status === "paid",
    subscription: subscriptionOf(object),
    paymentIntents: [...new Set(intents)],
    hasPayment: intents.length > 0 || invoice.payments.length > 0,
    expectsPayment: expectsPayment(invoice),
    amountDue: invoice.amount_due,
    amountPaid: invoice.amount_paid,
    presentment: presentmentOf(invoice.payments, invoice.status === "paid"),
    total: invoice.total,
    currency: invoice.currency,
    customer: defined({ id: invoice.customer, email: invoice.customer_email, name: invoice.customer_name }),
    billingReason: invoice.billing_reason,
    terms: termsOfInvoice(object),
    lines: invoice.lines,
  });
}

export type PaidInvoice = Pick<Invoice, "id" | "subscription">;

/** The invoices of invoice payments whose `invoice` is expanded. @see https://docs.stripe.com/api/invoice-payment/object */
export function readPaidInvoices(payments: readonly StripeObject[]): PaidInvoice[] {
  return payments.flatMap((payment) => {
    const id = idIn(payment, "invoice");
    return id === undefined ? [] : [defined({ id, subscription: subscriptionOf(part(payment, "invoice")) })];
  });
}

function subscriptionOf(invoice: StripeObject): string | undefined {
  return idIn(invoice, "subscription") ?? idIn(part(invoice, "parent", "subscription_details"), "subscription");
}

/** What the payments that were made, or that are open while none was, show together, if it is one currency. */
function presentmentOf(payments: readonly StripeObject[], isPaid: boolean): Money | undefined {
  const shown = payments
    .filter(({ status }) => status === (isPaid ? "paid" : "open"))
    .map((payment) => readPresentment(part(payment, "payment", "payment_intent")));
  const [first] = shown;
  if (first === undefined || shown.some((each) => each?.currency !== first.currency)) return undefined;
  return { ...first, amount: shown.reduce((sum, each) => sum + (each?.amount ?? 0), 0) };
}

/**
 * Out of band was marked on the invoice before 2025-03-31 and is counted apart since. What a credit balance or a coupon
 * covers is neither due nor paid.
 */
function expectsPayment(invoice: v.InferOutput<typeof invoiceSchema>): boolean {
  if (invoice.paid_out_of_band === true) return false;
  const isAsked = invoice.status === "open" && invoice.amount_due > 0;
  return isAsked || invoice.amount_paid > invoice.amount_paid_off_stripe;
}

/** Whether a line settles a change of plan instead of selling something. */
export function isProration(line: StripeObject): boolean {
  return [line, part(line, "parent", "subscription_item_details"), part(line, "parent", "invoice_item_details")].some(
    (place) => place["proration"] === true,
  );
}
