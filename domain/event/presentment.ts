import * as v from "valibot";
import { part, type StripeObject } from "./event.ts";
import { amount, currency } from "./fields.ts";

/** An integer in Stripe's smallest unit of the currency. */
export interface Money {
  readonly amount: number;
  readonly currency: string;
}

const presentmentSchema = v.object({ presentment_amount: amount, presentment_currency: currency });

/**
 * A part of a payment as the customer saw it. Stripe gives back what was paid in the currency in which it was paid, whatever
 * the rate is by then; so where a refund does not show it, it is as much of what the customer saw as of what was paid.
 * @see https://docs.stripe.com/currencies/disputes-refunds
 */
export function shareOf(presented: Money, share: number, whole: number): Money {
  return { ...presented, amount: Math.round((presented.amount * share) / whole) };
}

/**
 * What the customer saw and paid, of a session, payment intent, charge or refund that Adaptive Pricing converted; its
 * other amounts are in the currency that the shop asked. Sessions before 2025-03-31 have `currency_conversion` instead,
 * and their amounts are the customer's.
 * @see https://docs.stripe.com/payments/currencies/localize-prices/adaptive-pricing
 */
export function readPresentment(object: StripeObject): Money | undefined {
  const result = v.safeParse(presentmentSchema, part(object, "presentment_details"));
  if (!result.success) return undefined;
  const { presentment_amount, presentment_currency } = result.output;
  return { amount: presentment_amount, currency: presentment_currency };
}
