import { scoped } from "../../domain/order/key.ts";
import type { Purchase } from "../../domain/purchase/purchase.ts";
import type { TypedEvent } from "../../domain/event/typed-event.ts";

/**
 * The other ids that an event's order goes by, as keys: under which something may have been filed before that was known.
 * @param purchase since 2025-03-31 only the API lists an invoice's payment intents
 */
export function aliasesOf(event: TypedEvent, purchase: Purchase | undefined): string[] {
  if (event.kind === "session") {
    const { id, paymentIntent, invoice } = event.session;
    return keysOf([id, paymentIntent, invoice], event.account);
  }
  if (event.kind === "invoice") {
    const { id, paymentIntents } = event.invoice;
    return keysOf([id, ...paymentIntents, ...(purchase?.paymentIntents ?? [])], event.account);
  }
  return [];
}

function keysOf(ids: readonly (string | undefined)[], account: string | undefined): string[] {
  return [...new Set(ids)].filter((id) => id !== undefined).map((id) => scoped(id, account));
}
