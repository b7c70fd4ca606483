import { itemsOfInvoice, itemsOfProducts, itemsOfSession } from "./contents.ts";
import { rejected } from "../failure.ts";
import type { Customer } from "../customer.ts";
import { defined } from "../event/fields.ts";
import type { Invoice } from "../event/invoice.ts";
import type { PaymentIntent, Session } from "../event/objects.ts";
import type { PurchaseItem } from "./item.ts";

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

/** @throws ProcessingError `invalid-event` without a currency; those of the contents */
export function purchaseOfSession(session: Session, owner: PurchaseOwner): Purchase {
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
export function purchaseOfPaymentIntent(intent: PaymentIntent, owner: PurchaseOwner): Purchase | undefined {
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

/** @throws ProcessingError as the contents do. */
export function purchaseOfInvoice(invoice: Invoice, owner: PurchaseOwner): Purchase {
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
