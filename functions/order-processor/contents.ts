import { retryable } from "../../domain/failure.ts";
import type { StripeApi } from "../shared/stripe/api.ts";
import { readRefund, type Refund } from "../../domain/event/objects.ts";
import type { TypedEvent } from "../../domain/event/typed-event.ts";

/** Whether an event places an order whose contents are to be asked for. A subscription's are its invoice's. */
export function tellsContents(event: TypedEvent): boolean {
  if (event.kind === "session") return event.type !== "checkout.session.expired" && event.session.mode === "payment";
  if (event.kind === "payment-intent") {
    return event.type === "payment_intent.succeeded" && event.paymentIntent.products !== undefined;
  }
  return event.kind === "invoice" && event.type !== "invoice.payment_failed";
}

/**
 * The refunds of `charge.refunded`, as they are now: since 2022-11-15 the charge does not carry them.
 * @throws ProcessingError `stripe-unavailable` (retry) when Stripe lists none of a refunded charge: it reads behind
 */
export async function refundsOf(event: TypedEvent, stripe: Pick<StripeApi, "listRefunds">): Promise<readonly Refund[]> {
  if (event.kind !== "charge") return [];
  const { id, amountRefunded } = event.charge;
  const refunds = await stripe.listRefunds(id, event.account);
  if (refunds.length === 0 && amountRefunded > 0) {
    throw retryable("stripe-unavailable", `Stripe lists no refund of ${id} yet`);
  }
  return refunds.map(readRefund);
}
