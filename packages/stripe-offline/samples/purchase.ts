import { sampleId } from "./ids.ts";
import {
  delayedPurchase,
  expiredPurchase,
  freePurchase,
  invoicedPurchase,
  paidPurchase,
  setupPurchase,
} from "./checkout-purchases.ts";
import { authorizedPurchase } from "./manual-capture.ts";
import { paymentIntentPurchase, renewalPurchase, subscriptionPurchase } from "./other-purchases.ts";
import type { PurchaseDraft } from "./purchase-draft.ts";
import type { SampleCustomer, SampleExtras, SampleItem } from "./types.ts";

/** What every kind of purchase can be asked for. */
export interface SamplePurchaseOptions {
  /** Equal seeds give equal purchases; different seeds share no id but those of products and prices. */
  seed: string;
  /** Epoch seconds of the purchase's start; all times follow from it. Default 2026-11-02T09:00:00Z. */
  at?: number;
  items?: readonly SampleItem[];
  /** ISO 4217, any case. Default `sgd`. */
  currency?: string;
  /** Parts that are not given are made from the seed; `id: null` makes a guest. */
  customer?: { id?: string | null; email?: string | null; name?: string | null; phone?: string; locale?: string };
  extras?: SampleExtras;
  livemode?: boolean;
  /** A connected account, `acct_...`. */
  account?: string;
  /** Where the contents are: in Stripe's line items, or in metadata `products`. Default `line-items`. */
  contents?: "line-items" | "metadata";
}

const makers = {
  /** Checkout, paid by card at once. */
  payment: paidPurchase,
  /** The same without a Stripe customer. */
  guest: paidPurchase,
  /** Checkout with a payment that settles or fails days later: the session completes unpaid. */
  delayed: delayedPurchase,
  /** Checkout that authorises only; the shop captures the payment later. */
  authorized: authorizedPurchase,
  /** Checkout that a coupon makes free: nothing to pay, no payment intent. */
  free: freePurchase,
  /** Checkout that the customer left. */
  expired: expiredPurchase,
  /** Checkout with `invoice_creation`: one payment, with an invoice of no subscription. */
  invoiced: invoicedPurchase,
  /** Checkout in mode `setup`: a card is stored, nothing is bought. */
  setup: setupPurchase,
  /** Checkout that starts a subscription: its first invoice is the order. */
  subscription: subscriptionPurchase,
  /** A later period of a subscription, without Checkout. */
  renewal: renewalPurchase,
  /** A payment intent without Checkout; with `contents: "metadata"` (the default here) it is an order of its own. */
  "payment-intent": paymentIntentPurchase,
};

type Makers = typeof makers;
export type SamplePurchaseKind = keyof Makers;
export type SamplePurchase<Kind extends SamplePurchaseKind = SamplePurchaseKind> = ReturnType<Makers[Kind]>;

export const samplePurchaseKinds = Object.keys(makers) as SamplePurchaseKind[];

/** What the sample shop sells unless a test says otherwise. */
export const sampleItems: readonly SampleItem[] = [
  { sku: "MUG-BLUE", name: "Blue mug", quantity: 2, unitAmount: 1450 },
  { sku: "TEE-M", name: "T-shirt, medium", quantity: 1, unitAmount: 2900 },
];

/** What a usual shop adds to these prices and takes off. */
export const sampleExtras: SampleExtras = { shipping: 500, discount: 580, tax: 515 };

const defaultStart = Date.UTC(2026, 10, 2, 9) / 1000;

function draftOf(kind: SamplePurchaseKind, options: SamplePurchaseOptions): PurchaseDraft {
  const { seed, customer = {}, account } = options;
  const guestId = kind === "guest" ? null : sampleId("cus", seed);
  const id = customer.id === undefined ? guestId : customer.id;
  const person: SampleCustomer = {
    ...(id === null ? {} : { id }),
    email:
      customer.email === undefined ? `${sampleId("cus", seed).slice(4).toLowerCase()}@example.com` : customer.email,
    name: customer.name === undefined ? "Jenny Rosen" : customer.name,
    ...(customer.phone === undefined ? {} : { phone: customer.phone }),
    ...(customer.locale === undefined ? {} : { locale: customer.locale }),
  };
  return {
    context: {
      seed,
      at: options.at ?? defaultStart,
      currency: (options.currency ?? "sgd").toLowerCase(),
      livemode: options.livemode ?? false,
      items: options.items ?? sampleItems,
      customer: person,
      ...(options.extras === undefined ? {} : { extras: options.extras }),
      ...(account === undefined ? {} : { account }),
    },
    contents: options.contents ?? (kind === "payment-intent" ? "metadata" : "line-items"),
  };
}

/** A whole purchase: its events by name, in their usual order, and what Stripe's API knows of it. */
export function samplePurchase<Kind extends SamplePurchaseKind>(
  options: SamplePurchaseOptions & { kind: Kind },
): SamplePurchase<Kind> {
  const make = makers[options.kind] as (draft: PurchaseDraft) => SamplePurchase<Kind>;
  return make(draftOf(options.kind, options));
}
