import { readRefund, type Refund } from "../../domain/event/objects.ts";
import type { TypedEvent } from "../../domain/event/typed-event.ts";
import { retryable } from "../../domain/failure.ts";
import type { StripeApi } from "../../domain/stripe-api.ts";

/**
 * The refunds that an event shows: its own, or of `charge.refunded`, which since 2022-11-15 does not carry them, those that
 * Stripe lists now. What is "refunded" of an authorisation that was never captured is not a refund.
 * @throws ProcessingError `stripe-behind` (retry) while Stripe lists less than the event says was refunded
 */
export async function refundsOf(event: TypedEvent, stripe: Pick<StripeApi, "listRefunds">): Promise<readonly Refund[]> {
  if (event.kind === "refund") return [event.refund];
  if (event.kind !== "charge" || event.type !== "charge.refunded" || !event.charge.captured) return [];
  const { id, amountRefunded } = event.charge;
  const refunds = (await stripe.listRefunds(id, event.account)).map(readRefund);
  // Failed refunds count: `amount_refunded` fell after the event then, and the list is complete all the same.
  const listed = refunds.reduce((sum, { amount }) => sum + amount, 0);
  if (listed < amountRefunded) {
    throw retryable("stripe-behind", `Stripe lists ${listed} of ${amountRefunded} refunded of ${id} so far`);
  }
  return refunds;
}
