import { itemsOfInvoice, itemsOfProducts, itemsOfSession } from "./contents.ts";
import { rejected } from "../failure.ts";
import type { StripeObject } from "../event/event.ts";
import { defined } from "../event/fields.ts";
import { readInvoice } from "../event/invoice.ts";
import { readPaymentIntent, readSession } from "../event/objects.ts";

/** One line of an order: what the warehouse and the customer know it by. */
export interface PurchaseItem {
  readonly sku: string;
  readonly name: string;
  readonly quantity: number;
  /** Whether stock is kept of it: always for Checkout and `products`; for an invoice only with metadata `sku`. */
  readonly goods: boolean;
}

/** Who bought. All parts may be missing: guests, sessions without contact. */
export interface Customer {
  readonly id?: string;
  readonly email?: string;
  readonly name?: string;
}

/** What was bought, asked once and remembered: later changes at Stripe change nothing here. */
export interface Purchase {
  readonly orderKey: string;
  readonly source: "session" | "payment_intent" | "invoice";
  readonly items: readonly PurchaseItem[];
  readonly customer: Customer;
  /** ISO 4217, lower case. */
  readonly currency: string;
  /** In minor units. */
  readonly amountTotal: number;
  readonly livemode: boolean;
  readonly account?: string;
  readonly session?: string;
  readonly subscription?: string;
  readonly invoice?: string;
  /** The payment intents that pay it, as far as they were known when it was asked. */
  readonly paymentIntents: readonly string[];
}

/** What a snapshot is filed under. */
export interface PurchaseOwner {
  readonly orderKey: string;
  readonly livemode: boolean;
  readonly account?: string;
}

/** @throws ProcessingError as the readers and the contents do. */
export function purchaseOfSession(object: StripeObject, owner: PurchaseOwner): Purchase {
  const session = readSession(object);
  if (session.currency === undefined) {
    throw rejected("invalid-event", "the session has no usable `currency`");
  }
  const items = session.products === undefined ? itemsOfSession(session.lines) : itemsOfProducts(session.products);
  return defined({
    ...owner,
    source: "session" as const,
    items,
    customer: session.customer,
    currency: session.currency,
    amountTotal: session.amountTotal,
    session: session.id,
    subscription: session.subscription,
    invoice: session.invoice,
    paymentIntents: session.paymentIntent === undefined ? [] : [session.paymentIntent],
  });
}

/** Of a payment intent that carries metadata `products`; undefined for one that does not: it tells no contents. */
export function purchaseOfPaymentIntent(object: StripeObject, owner: PurchaseOwner): Purchase | undefined {
  const intent = readPaymentIntent(object);
  if (intent.products === undefined) return undefined;
  return {
    ...owner,
    source: "payment_intent",
    items: itemsOfProducts(intent.products),
    customer: intent.customer,
    currency: intent.currency,
    amountTotal: intent.amount,
    paymentIntents: [intent.id],
  };
}

/** @throws ProcessingError as the readers and the contents do. */
export function purchaseOfInvoice(object: StripeObject, owner: PurchaseOwner): Purchase {
  const invoice = readInvoice(object);
  return defined({
    ...owner,
    source: "invoice" as const,
    items: itemsOfInvoice(invoice.lines),
    customer: invoice.customer,
    currency: invoice.currency,
    amountTotal: invoice.total,
    subscription: invoice.subscription,
    invoice: invoice.id,
    paymentIntents: invoice.paymentIntents,
  });
}
