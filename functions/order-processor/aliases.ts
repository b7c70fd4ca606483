import { unscoped } from "../shared/order-key.ts";
import type { Purchase } from "../shared/purchase.ts";
import { idIn, objectIdOf, type StripeEvent } from "../shared/stripe/event.ts";
import { readInvoice } from "../shared/stripe/invoice.ts";
import { readSession } from "../shared/stripe/objects.ts";
import type { Kind } from "./facts.ts";
import type { Order } from "./order.ts";

/** An id that an order goes by besides its key; under which facts may have been filed before that was known. */
export interface Alias {
  readonly kind: Kind;
  readonly id: string;
}

/** The aliases that an event tells and the order does not know yet. */
export function newAliases(
  event: StripeEvent,
  orderKey: string,
  stored: Order | undefined,
  purchase: Purchase | undefined,
): Alias[] {
  const key = unscoped(orderKey);
  return aliasesOf(event, purchase).filter(({ kind, id }) => id !== key && stored?.facts[kind][id] === undefined);
}

function aliasesOf(event: StripeEvent, purchase: Purchase | undefined): Alias[] {
  const { type, object } = event;
  if (type.startsWith("checkout.session.")) {
    const { id, paymentIntent, invoice } = readSession(object);
    return [...aliases("sessions", [id]), ...aliases("payments", [paymentIntent]), ...aliases("invoices", [invoice])];
  }
  if (type.startsWith("invoice.")) {
    const { id, paymentIntents } = readInvoice(object);
    const intents = new Set([...paymentIntents, ...(purchase?.paymentIntents ?? [])]);
    return [...aliases("invoices", [id]), ...aliases("payments", [...intents])];
  }
  return aliases("payments", [paymentIntentOf(event)]);
}

function aliases(kind: Kind, ids: readonly (string | undefined)[]): Alias[] {
  return ids.filter((id) => id !== undefined).map((id) => ({ kind, id }));
}

/** The payment intent that an event is about, directly or as a charge, refund or dispute of it. */
export function paymentIntentOf(event: StripeEvent): string | undefined {
  return event.type.startsWith("payment_intent.") ? objectIdOf(event) : idIn(event.object, "payment_intent");
}
