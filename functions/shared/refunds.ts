import { readRefund, type Refund } from "../../domain/event/objects.ts";
import type { TypedEvent } from "../../domain/event/typed-event.ts";
import type { StripeApi } from "./stripe/api.ts";

/**
 * The refunds of `charge.refunded`, as they are now: since 2022-11-15 the charge does not carry them.
 * @throws ProcessingError of StripeApi
 */
export async function refundsOf(event: TypedEvent, stripe: Pick<StripeApi, "listRefunds">): Promise<readonly Refund[]> {
  if (event.kind !== "charge") return [];
  return (await stripe.listRefunds(event.charge.id, event.account)).map(readRefund);
}
