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

/** Whether other events mail and move the stock: those of the session or the invoice that was paid. */
function isOfAnother(type: string, object: StripeObject): boolean {
  switch (type) {
    case "payment_intent.succeeded":
      return productsIn(part(object, "metadata")) === undefined && !isCapturedManually(object);
    case "checkout.session.completed":
    case "checkout.session.async_payment_succeeded":
    case "checkout.session.async_payment_failed":
    case "checkout.session.expired":
      return object["mode"] === "subscription" || object["mode"] === "setup";
    default:
      return false;
  }
}
