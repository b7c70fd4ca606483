import { part, type StripeEvent, type StripeObject } from "./event.ts";
import { isCapturedManually, productsIn } from "./payment-intent.ts";
import { type Effect, effectsOfType } from "./types.ts";

/**
 * What an event can change, where its object rules out a part of what its type can; undefined where it can change all of
 * that. Webhook, enricher, filters, replay rules and `ops` go by it, so that no consumer receives what it would ignore
 * (`fewer-effects.test.ts` holds it to what the consumers do). What travels without its object rules nothing out.
 */
export function fewerEffects({ type, object, oversize, thin }: StripeEvent): readonly Effect[] | undefined {
  if (oversize || thin !== undefined) return undefined;
  return isOfAnother(type, object) ? effectsOfType(type).filter((effect) => effect === "order") : undefined;
}

/** Of these types some events have fewer effects. */
export const typesOfAnother = [
  "payment_intent.succeeded",
  "checkout.session.completed",
  "checkout.session.async_payment_succeeded",
  "checkout.session.async_payment_failed",
  "checkout.session.expired",
] as const;

/** Of a session that an invoice or nothing is paid by. */
export const modesOfAnother: readonly unknown[] = ["subscription", "setup"];

/** Whether other events mail and move the stock: those of the session or the invoice that was paid. */
function isOfAnother(type: string, object: StripeObject): boolean {
  if (!typesOfAnother.some((each) => each === type)) return false;
  return type === "payment_intent.succeeded"
    ? productsIn(part(object, "metadata")) === undefined && !isCapturedManually(object)
    : modesOfAnother.includes(object["mode"]);
}
