import type Stripe from "stripe";
import { samplePrice, sampleProduct } from "./catalog.ts";
import { samplePaymentIntent, type SamplePaymentOptions } from "./payment.ts";
import { amountOf, productsMetadata, type SampleContext, type SampleObject } from "./types.ts";

export interface PurchaseDraft {
  context: SampleContext;
  contents: "line-items" | "metadata";
}

/** What all purchases have, whatever their kind. */
export function purchaseFacts({ context }: PurchaseDraft) {
  const { seed, items, customer, currency } = context;
  return { seed, items, customer, currency, amount: amountOf(items) };
}

/** The order's key as design "Order key" has it: an event of a connected account is kept apart. */
export function orderKey({ context }: PurchaseDraft, id: string): string {
  return context.account === undefined ? id : `${context.account}/${id}`;
}

export function contentsMetadata({ context, contents }: PurchaseDraft): Record<string, string> {
  return contents === "metadata" ? { products: productsMetadata(context.items) } : {};
}

/** Products and prices of everything bought. */
export function catalogObjects({ context }: PurchaseDraft, recurring = false): SampleObject[] {
  return context.items.flatMap((item) => [sampleProduct(item, context), samplePrice(item, context, { recurring })]);
}

/** The payment intent of the whole amount. */
export function intentOf(
  { context }: PurchaseDraft,
  status: SamplePaymentOptions["status"],
  more: Omit<SamplePaymentOptions, "amount" | "status"> = {},
): Stripe.PaymentIntent {
  return samplePaymentIntent(context, { amount: amountOf(context.items), status, ...more });
}
