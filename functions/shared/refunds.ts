import type { Charge, Refund } from "../../domain/event/objects.ts";
import type { TypedEvent } from "../../domain/event/typed-event.ts";
import { retryable } from "../../domain/failure.ts";
import type { StripeApi } from "../../domain/stripe-api.ts";

/**
 * The refunds that an event shows: its own, or of `charge.refunded`, which since 2022-11-15 does not carry them, those that
 * Stripe lists now. What releases an authorisation, or the part of one that was not captured, is not a refund.
 * @throws ProcessingError `stripe-behind` (retry) while Stripe lists less than the event says was refunded
 */
export async function refundsOf(
  event: TypedEvent,
  stripe: Pick<StripeApi, "listRefunds" | "retrieveCharge">,
): Promise<readonly Refund[]> {
  if (event.kind === "refund") {
    const { refund, account } = event;
    if (!refund.unbooked || refund.charge === undefined) return [refund];
    return isRelease(refund, await stripe.retrieveCharge(refund.charge, account)) ? [] : [refund];
  }
  if (event.kind !== "charge" || event.type !== "charge.refunded" || !event.charge.captured) return [];
  const { id, amountRefunded } = event.charge;
  const refunds = await stripe.listRefunds(id, event.account);
  // Failed refunds count: `amount_refunded` fell after the event then, and the list is complete all the same.
  const listed = refunds.reduce((sum, { amount }) => sum + amount, 0);
  if (listed < amountRefunded) {
    throw retryable("stripe-behind", `Stripe lists ${listed} of ${amountRefunded} refunded of ${id} so far`);
  }
  return refunds.filter((refund) => !isRelease(refund, event.charge));
}

/** After a capture in part Stripe lists a refund of the rest. https://github.com/solidusio/solidus_stripe/pull/268 */
function isRelease({ unbooked, amount }: Refund, { amountUncaptured }: Charge): boolean {
  return unbooked && amount <= amountUncaptured;
}
