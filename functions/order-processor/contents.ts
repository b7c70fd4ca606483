import { retryable } from "../../domain/failure.ts";
import type { StripeApi } from "../shared/stripe/api.ts";
import type { Refund } from "../../domain/event/objects.ts";
import { refundsOf } from "../shared/refunds.ts";
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
 * The refunds of `charge.refunded`.
 * @throws ProcessingError `stripe-unavailable` (retry) when Stripe lists none of a refunded charge: it reads behind
 */
export async function listedRefunds(
  event: TypedEvent,
  stripe: Pick<StripeApi, "listRefunds">,
): Promise<readonly Refund[]> {
  const refunds = await refundsOf(event, stripe);
  if (event.kind === "charge" && refunds.length === 0 && event.charge.amountRefunded > 0) {
    throw retryable("stripe-unavailable", `Stripe lists no refund of ${event.charge.id} yet`);
  }
  return refunds;
}
