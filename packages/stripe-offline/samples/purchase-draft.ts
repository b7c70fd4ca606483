import type Stripe from "stripe";
import { samplePrice, sampleProduct } from "./catalog.ts";
import { samplePaymentIntent, type SamplePaymentOptions } from "./payment.ts";
import { sampleCustomer } from "./customer.ts";
import { productsMetadata, type SampleContext, type SampleObject, totalOf } from "./types.ts";

export interface PurchaseDraft {
  context: SampleContext;
  contents: "line-items" | "metadata";
}

/** What all purchases have, whatever their kind. */
export function purchaseFacts({ context }: PurchaseDraft) {
  const { seed, items, customer, currency } = context;
  return { seed, items, customer, currency, amount: totalOf(context) };
}

/** The order's key as design "Order key" has it: an event of a connected account is kept apart. */
export function orderKey({ context }: PurchaseDraft, id: string): string {
  return context.account === undefined ? id : `${context.account}/${id}`;
}

export function contentsMetadata({ context, contents }: PurchaseDraft): Record<string, string> {
  return contents === "metadata" ? { products: productsMetadata(context.items) } : {};
}

/** The customer, and products and prices of everything bought. */
export function catalogObjects({ context }: PurchaseDraft, recurring = false): SampleObject[] {
  const catalog = context.items.flatMap((item) => [
    sampleProduct(item, context),
    samplePrice(item, context, { recurring }),
  ]);
  return [...sampleCustomer(context), ...catalog];
}

/** The payment intent of the whole amount. */
export function intentOf(
  { context }: PurchaseDraft,
  status: SamplePaymentOptions["status"],
  more: Omit<SamplePaymentOptions, "amount" | "status"> = {},
): Stripe.PaymentIntent {
  return samplePaymentIntent(context, { amount: totalOf(context), status, ...more });
}
