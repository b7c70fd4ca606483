import * as v from "valibot";
import type { Customer } from "../customer.ts";
import { part, type StripeObject } from "./event.ts";
import { isCapturedManually, productsIn } from "./payment-intent.ts";
import { type Money, readPresentment } from "./presentment.ts";
import { type Terms, termsOfPaymentIntent, termsOfSession } from "./terms.ts";
import { amount, amountOrZero, currency, defined, list, metadata, readObject, reference, text } from "./fields.ts";

/**
 * Typed readers of the objects in events and API responses, in the pinned api version and in the shapes of
 * 2022-11-15 and 2025-03-31. Unknown fields are ignored; each reader throws ProcessingError `invalid-event`.
 */

export interface Session {
  readonly id: string;
  readonly mode: "payment" | "subscription" | "setup";
  readonly paymentStatus: "paid" | "unpaid" | "no_payment_required";
  readonly paymentIntent?: string;
  readonly invoice?: string;
  /** Stripe makes an invoice of the payment: where none is named yet, one will come. */
  readonly invoiceCreation: boolean;
  readonly subscription?: string;
  readonly customer: Customer;
  readonly amountTotal: number;
  /** What its payment intent received, where that is expanded: after a capture by hand not what was authorised. */
  readonly amountReceived?: number;
  readonly presentment?: Money;
  /** Absent in setup mode. */
  readonly currency?: string;
  /** The metadata `products` of the session, else of its payment intent where that is expanded. */
  readonly products?: string;
  readonly terms: Terms;
  readonly lines: readonly StripeObject[];
}

const sessionSchema = v.object({
  id: v.string(),
  mode: v.picklist(["payment", "subscription", "setup"]),
  payment_status: v.picklist(["paid", "unpaid", "no_payment_required"]),
  payment_intent: reference,
  invoice: reference,
  subscription: reference,
  customer: reference,
  customer_email: text,
  amount_total: amountOrZero,
  currency: v.optional(v.nullable(currency)),
  metadata,
  line_items: list,
});

/** @see https://docs.stripe.com/api/checkout/sessions/object */
export function readSession(object: StripeObject): Session {
  const session = readObject(sessionSchema, object, "session");
  const details = readContact(part(object, "customer_details"));
  // Since 2025-03-31 in `collected_information`.
  const collected = readContact(part(object, "collected_information", "shipping_details"));
  const shipping = readContact(part(object, "shipping_details"));
  const intent = part(object, "payment_intent");
  const { amount_received: received } = intent;
  return defined({
    id: session.id,
    mode: session.mode,
    paymentStatus: session.payment_status,
    paymentIntent: session.payment_intent,
    invoice: session.invoice,
    invoiceCreation: part(object, "invoice_creation")["enabled"] === true,
    subscription: session.subscription,
    customer: defined({
      id: session.customer,
      email: details.email ?? session.customer_email,
      name: details.name ?? collected.name ?? shipping.name,
    }),
    amountTotal: session.amount_total,
    amountReceived: typeof received === "number" && received > 0 ? received : undefined,
    presentment: readPresentment(object) ?? readPresentment(intent),
    currency: session.currency ?? undefined,
    products: productsIn(session.metadata) ?? productsIn(part(intent, "metadata")),
    terms: termsOfSession(object),
    lines: session.line_items,
  });
}

export interface PaymentIntent {
  readonly id: string;
  readonly amount: number;
  readonly amountReceived: number;
  /** Captured in full, in part or beyond what was authorised: nothing more will come. */
  readonly succeeded: boolean;
  readonly presentment?: Money;
  readonly currency: string;
  readonly customer: Customer;
  /** Authorised first and captured by the shop, so that no `checkout.session.*` event follows its payment. */
  readonly manualCapture: boolean;
  /** In shapes before 2025-03-31. */
  readonly invoice?: string;
  readonly products?: string;
  readonly terms: Terms;
}

const paymentIntentSchema = v.object({
  id: v.string(),
  amount,
  amount_received: v.nullish(amount),
  currency,
  customer: reference,
  receipt_email: text,
  invoice: reference,
  metadata,
});

/** @see https://docs.stripe.com/api/payment_intents/object */
export function readPaymentIntent(object: StripeObject): PaymentIntent {
  const intent = readObject(paymentIntentSchema, object, "payment intent");
  // The charge is embedded up to 2022-08-01, and where it was expanded since.
  const [embedded] = v.parse(list, object["charges"]);
  const billing = readContact(part(embedded ?? part(object, "latest_charge"), "billing_details"));
  const shipping = readContact(part(object, "shipping"));
  return defined({
    id: intent.id,
    amount: intent.amount,
    amountReceived: intent.amount_received ?? intent.amount,
    succeeded: object["status"] === "succeeded",
    presentment: readPresentment(object),
    currency: intent.currency,
    customer: defined({
      id: intent.customer,
      email: intent.receipt_email ?? billing.email,
      name: shipping.name ?? billing.name,
    }),
    manualCapture: isCapturedManually(object),
    invoice: intent.invoice,
    products: productsIn(intent.metadata),
    terms: termsOfPaymentIntent(object),
  });
}

export interface Refund {
  readonly id: string;
  readonly charge?: string;
  readonly paymentIntent?: string;
  readonly amount: number;
  readonly currency: string;
  readonly status: RefundStatus;
  /** It succeeded and moved no money on the shop's balance, as what releases an authorisation does. */
  readonly unbooked: boolean;
  readonly presentment?: Money;
}

type RefundStatus = "requires_action" | "pending" | "succeeded" | "canceled" | "failed";

const refundSchema = v.object({
  id: v.string(),
  charge: reference,
  payment_intent: reference,
  amount,
  currency,
  // Stripe leaves it null for some payment methods until it knows more; unknown ones cannot be final either.
  status: v.fallback(v.picklist(["requires_action", "pending", "succeeded", "canceled", "failed"]), "pending"),
});

/** @see https://docs.stripe.com/api/refunds/object */
export function readRefund(object: StripeObject): Refund {
  const refund = readObject(refundSchema, object, "refund");
  return defined({
    id: refund.id,
    charge: refund.charge,
    paymentIntent: refund.payment_intent,
    amount: refund.amount,
    currency: refund.currency,
    status: refund.status,
    unbooked: refund.status === "succeeded" && object["balance_transaction"] === null,
    presentment: readPresentment(object),
  });
}

export interface Charge {
  readonly id: string;
  readonly paymentIntent?: string;
  /** In shapes before 2025-03-31. */
  readonly invoice?: string;
  readonly amount: number;
  /** False for an authorisation: what is "refunded" of it was never paid. */
  readonly captured: boolean;
  /** What was authorised and not captured. Once it is released, `amountRefunded` contains it. */
  readonly amountUncaptured: number;
  readonly amountRefunded: number;
  readonly currency: string;
  readonly customer: Customer;
}

const chargeSchema = v.object({
  id: v.string(),
  payment_intent: reference,
  invoice: reference,
  amount,
  amount_captured: v.nullish(amount),
  amount_refunded: amountOrZero,
  currency,
  customer: reference,
  receipt_email: text,
});

/** @see https://docs.stripe.com/api/charges/object */
export function readCharge(object: StripeObject): Charge {
  const charge = readObject(chargeSchema, object, "charge");
  const billing = readContact(part(object, "billing_details"));
  const captured = object["captured"] !== false;
  return defined({
    id: charge.id,
    paymentIntent: charge.payment_intent,
    invoice: charge.invoice,
    amount: charge.amount,
    captured,
    amountUncaptured: Math.max(0, charge.amount - (charge.amount_captured ?? (captured ? charge.amount : 0))),
    amountRefunded: charge.amount_refunded,
    currency: charge.currency,
    customer: defined({ id: charge.customer, email: charge.receipt_email ?? billing.email, name: billing.name }),
  });
}

/** @see https://docs.stripe.com/api/customers/object */
export function readCustomer(object: StripeObject): Customer {
  return readContact(object);
}

const contactSchema = v.object({ email: text, name: text });

/** E-mail and name of `customer_details`, `billing_details`, `shipping`. */
function readContact(object: StripeObject): { readonly email?: string; readonly name?: string } {
  const result = v.safeParse(contactSchema, object);
  return result.success ? defined(result.output) : {};
}
