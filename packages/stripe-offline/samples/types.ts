import type Stripe from "stripe";

/** The version that the stripe package of this repository pins. */
export const sampleApiVersion = "2026-10-28.endive";

/** One thing bought. `unitAmount` is in minor units of the purchase's currency. */
export interface SampleItem {
  sku: string;
  name: string;
  quantity: number;
  unitAmount: number;
}

/** `id` is absent for a guest. */
export interface SampleCustomer {
  id?: string;
  email: string | null;
  name: string | null;
  phone?: string;
  /** As Stripe's customer has it in `preferred_locales`. */
  locale?: string;
}

/** What is added to the items' prices and taken off, in minor units. */
export interface SampleExtras {
  shipping?: number;
  discount?: number;
  /** Added to the prices. */
  tax?: number;
  /** Contained in the prices. */
  taxIncluded?: number;
}

/** What all objects of one purchase share. */
export interface SampleContext {
  /** Every id is made from it: equal seeds give equal purchases, different seeds share no id but those of products and prices. */
  seed: string;
  /** Epoch seconds at which the customer started. */
  at: number;
  /** Lower case, as Stripe writes it. */
  currency: string;
  livemode: boolean;
  items: readonly SampleItem[];
  customer: SampleCustomer;
  extras?: SampleExtras;
  /** The connected account (`acct_...`) that the purchase belongs to. */
  account?: string;
}

/** Prices as they travel: stripe-node turns Stripe's decimal strings into objects, the wire does not. */
export type SamplePrice = Omit<Stripe.Price, "unit_amount_decimal" | "product"> & {
  unit_amount_decimal: string;
  product: string | Stripe.Product;
};
export type SampleLineItem = Omit<Stripe.LineItem, "price"> & { price: SamplePrice };
export type SampleInvoiceLine = Omit<Stripe.InvoiceLineItem, "quantity_decimal" | "pricing"> & {
  quantity_decimal: string;
  pricing: {
    price_details: { price: string; product: string };
    type: "price_details";
    unit_amount_decimal: string;
  };
};
export type SampleInvoice = Omit<Stripe.Invoice, "lines" | "deleted"> & { lines: SampleList<SampleInvoiceLine> };
export type SampleSession = Omit<Stripe.Checkout.Session, "line_items"> & { line_items?: SampleList<SampleLineItem> };

export interface SampleList<T> {
  object: "list";
  data: T[];
  has_more: boolean;
  total_count?: number;
  url: string;
}

/** Anything with an id and a kind; what the offline Stripe API takes. */
export interface SampleObject {
  id: string;
  object: string;
}

/** A Stripe event as posted to a webhook endpoint. */
export interface SampleEvent<T extends SampleObject = SampleObject> {
  id: string;
  object: "event";
  account?: string;
  /** Of an organisation's event in the place of `account`. */
  context?: string;
  api_version: string;
  created: number;
  data: { object: T; previous_attributes?: Record<string, unknown> };
  livemode: boolean;
  pending_webhooks: number;
  request: { id: string | null; idempotency_key: string | null };
  type: string;
}

/** In minor units, of which a unit may cost a fraction. */
export function lineAmount({ quantity, unitAmount }: SampleItem): number {
  return Math.round(quantity * unitAmount);
}

/** In minor units. */
export function amountOf(items: readonly SampleItem[]): number {
  return items.reduce((sum, item) => sum + lineAmount(item), 0);
}

/** What is to be paid, in minor units. */
export function totalOf({ items, extras: { shipping = 0, discount = 0, tax = 0 } = {} }: SampleContext): number {
  return amountOf(items) + shipping - discount + tax;
}

/** The `products` metadata of the original shop: `[{"sku","quantity","name"}]`. Stripe takes at most 500 characters of it. */
export function productsMetadata(items: readonly SampleItem[]): string {
  return JSON.stringify(items.map(({ sku, quantity, name }) => ({ sku, quantity, name })));
}
