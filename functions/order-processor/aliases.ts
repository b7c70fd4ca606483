import { scoped } from "../shared/order-key.ts";
import type { Purchase } from "../../domain/purchase/purchase.ts";
import type { StripeEvent } from "../../domain/event/event.ts";
import { readInvoice } from "../../domain/event/invoice.ts";
import { readSession } from "../../domain/event/objects.ts";

/**
 * The other ids that an event's order goes by, as keys: under which something may have been filed before that was known.
 * @param purchase since 2025-03-31 only the API tells an invoice's payment intents
 */
export function aliasesOf(event: StripeEvent, purchase: Purchase | undefined): string[] {
  const { type, object, account } = event;
  if (type.startsWith("checkout.session.")) {
    const { id, paymentIntent, invoice } = readSession(object);
    return keysOf([id, paymentIntent, invoice], account);
  }
  if (type.startsWith("invoice.")) {
    const { id, paymentIntents } = readInvoice(object);
    return keysOf([id, ...paymentIntents, ...(purchase?.paymentIntents ?? [])], account);
  }
  return [];
}

function keysOf(ids: readonly (string | undefined)[], account: string | undefined): string[] {
  return [...new Set(ids)].filter((id) => id !== undefined).map((id) => scoped(id, account));
}
