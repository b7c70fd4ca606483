import { retryable } from "../../domain/failure.ts";
import type { StripeApi } from "../shared/stripe/api.ts";
import type { StripeEvent, StripeObject } from "../../domain/event/event.ts";
import { readCharge, readPaymentIntent, readSession } from "../../domain/event/objects.ts";

/** Whether an event places an order whose contents are to be asked for. A subscription's are its invoice's. */
export function tellsContents({ type, object }: StripeEvent): boolean {
  if (type === "checkout.session.expired") return false;
  if (type.startsWith("checkout.session.")) return readSession(object).mode === "payment";
  if (type === "payment_intent.succeeded") return readPaymentIntent(object).products !== undefined;
  return type === "invoice.paid" || type === "invoice.payment_succeeded";
}

/**
 * The refunds of `charge.refunded`, as they are now: since 2022-11-15 the charge does not carry them.
 * @throws ProcessingError `stripe-unavailable` (retry) when Stripe lists none of a refunded charge: it reads behind
 */
export async function refundsOf(
  { type, object, account }: StripeEvent,
  stripe: Pick<StripeApi, "listRefunds">,
): Promise<readonly StripeObject[]> {
  if (type !== "charge.refunded") return [];
  const { id, amountRefunded } = readCharge(object);
  const refunds = await stripe.listRefunds(id, account);
  if (refunds.length === 0 && amountRefunded > 0) {
    throw retryable("stripe-unavailable", `Stripe lists no refund of ${id} yet`);
  }
  return refunds;
}
