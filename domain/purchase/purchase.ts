import { itemsOfInvoice, itemsOfProducts, itemsOfSession } from "./contents.ts";
import { rejected } from "../failure.ts";
import type { Customer } from "../customer.ts";
import { defined } from "../event/fields.ts";
import type { Invoice } from "../event/invoice.ts";
import type { PaymentIntent, Session } from "../event/objects.ts";
import type { Money } from "../event/presentment.ts";
import type { Terms } from "../event/terms.ts";
import type { PurchaseItem } from "./item.ts";

/** 2 added prices, totals, address, phone and languages. An order has the version of what it knows of its purchase. */
export const purchaseSchemaVersion = 2;

/** What was bought, asked once and remembered: later changes at Stripe change nothing here. */
export interface Purchase extends Terms {
  /** 1 where it was remembered before there were versions. */
  readonly schemaVersion: number;
  readonly orderKey: string;
  readonly source: "session" | "payment_intent" | "invoice";
  readonly items: readonly PurchaseItem[];
  /** The metadata `products` cannot be read and nothing else says what was bought: `items` is empty. */
  readonly unreadable?: true;
  readonly customer: Customer;
  /** ISO 4217, lower case. */
  readonly currency: string;
  /** In minor units. */
  readonly amountTotal: number;
  /** What came of it, in minor units, if that was final when it was asked. */
  readonly amountPaid?: number;
  /** The total as the customer saw and paid it, where Stripe converted it (Adaptive Pricing). */
  readonly presentment?: Money;
  readonly livemode: boolean;
  readonly account?: string;
  readonly session?: string;
  readonly subscription?: string;
  readonly invoice?: string;
  /** What the customer knows the invoice by. */
  readonly invoiceNumber?: string;
  /** The payment intents that pay it, as far as they were known when it was asked. */
  readonly paymentIntents: readonly string[];
}

/** What a snapshot is filed under. */
export interface PurchaseOwner {
  readonly orderKey: string;
  readonly livemode: boolean;
  readonly account?: string;
}

/** @throws ProcessingError `invalid-event` without a currency */
export function purchaseOfSession(session: Session, owner: PurchaseOwner): Purchase {
  if (session.currency === undefined) {
    throw rejected("invalid-event", "the session has no usable `currency`");
  }
  const named = session.products === undefined ? undefined : itemsOfProducts(session.products);
  const items = named ?? itemsOfSession(session.lines);
  return defined({
    ...owner,
    ...session.terms,
    schemaVersion: purchaseSchemaVersion,
    source: "session" as const,
    items,
    ...unreadableUnless(session.products === undefined || items.length > 0),
    customer: session.customer,
    currency: session.currency,
    amountTotal: session.amountTotal,
    amountPaid: session.paymentStatus === "unpaid" ? undefined : (session.amountReceived ?? session.amountTotal),
    presentment: session.presentment,
    session: session.id,
    subscription: session.subscription,
    invoice: session.invoice,
    paymentIntents: session.paymentIntent === undefined ? [] : [session.paymentIntent],
  });
}

/** Of a payment intent that carries metadata `products`; undefined for one that does not: it does not show its contents. */
export function purchaseOfPaymentIntent(intent: PaymentIntent, owner: PurchaseOwner): Purchase | undefined {
  if (intent.products === undefined) return undefined;
  const items = itemsOfProducts(intent.products);
  return defined({
    ...owner,
    ...intent.terms,
    schemaVersion: purchaseSchemaVersion,
    source: "payment_intent" as const,
    items: items ?? [],
    ...unreadableUnless(items !== undefined),
    customer: intent.customer,
    currency: intent.currency,
    amountTotal: intent.amount,
    amountPaid: intent.succeeded ? intent.amountReceived : undefined,
    presentment: intent.presentment,
    paymentIntents: [intent.id],
  });
}

export function purchaseOfInvoice(invoice: Invoice, owner: PurchaseOwner): Purchase {
  return defined({
    ...owner,
    ...invoice.terms,
    schemaVersion: purchaseSchemaVersion,
    source: "invoice" as const,
    items: itemsOfInvoice(invoice.lines),
    customer: invoice.customer,
    currency: invoice.currency,
    amountTotal: invoice.total,
    amountPaid: invoice.paid ? invoice.amountPaid : undefined,
    presentment: invoice.presentment,
    subscription: invoice.subscription,
    invoice: invoice.id,
    invoiceNumber: invoice.number,
    paymentIntents: invoice.paymentIntents,
  });
}

/** Whether a session or payment intent has contents in its metadata that can be used. */
export function hasReadableProducts({ products }: { readonly products?: string }): boolean {
  return products !== undefined && itemsOfProducts(products) !== undefined;
}

function unreadableUnless(isReadable: boolean): { readonly unreadable?: true } {
  return isReadable ? {} : { unreadable: true };
}

/**
 * Whether a snapshot replaces one that was taken before. A Checkout session knows what was bought better than the invoice
 * that it makes, whose lines are goods only by their products' metadata, and than its payment's metadata. An invoice may be
 * asked before Stripe lists its payments. And what an earlier version remembered lacks what this one does.
 */
export function outranks(one: Purchase, other: Purchase): boolean {
  if (one.source === other.source && one.schemaVersion > other.schemaVersion) return true;
  if (one.source === "session") return other.source !== "session";
  return other.source === "invoice" && one.source === "invoice" && listsPaymentsFirst(one, other);
}

function listsPaymentsFirst(one: Purchase, other: Purchase): boolean {
  return one.paymentIntents.length > 0 && other.paymentIntents.length === 0;
}

/** What an earlier version remembered, with what it lacks: what was sold, and to whom, stays as it was known then. */
export function completedBy(former: Purchase, now: Purchase): Purchase {
  if (former.source !== now.source || former.schemaVersion >= now.schemaVersion) return now;
  const isSame = former.items.length === now.items.length;
  const items = former.items.map((item, index) => {
    const { quantity, unitAmount, amount } = now.items[index] ?? item;
    return isSame && quantity === item.quantity ? defined({ ...item, unitAmount, amount }) : item;
  });
  return { ...now, ...former, items, schemaVersion: now.schemaVersion };
}
