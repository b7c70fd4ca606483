import type Stripe from "stripe";
import { modesOfAnother, typesOfAnother } from "../domain/event/fewer-effects.ts";
import { detailTypesOf, type EventFilter } from "./event-topic.ts";

type Options = Stripe.PaymentIntent.PaymentMethodOptions;
type CapturedManually = {
  [Method in keyof Options]-?: "capture_method" extends keyof NonNullable<Options[Method]> ? Method : never;
}[keyof Options];

// A pattern can ask only for methods that it names: a payment that might be made by another one passes.
const capturedManually: readonly CapturedManually[] = ["card", "link"];
const capturedAtOnce: readonly Exclude<keyof Options, CapturedManually>[] = [
  "bancontact",
  "ideal",
  "sepa_debit",
  "us_bank_account",
];

/**
 * Which events of a partner bus a branch receives. They come as Stripe sends them, so what the topic's attribute says of an
 * event's effects is asked of its object: nothing that `fewerEffects` lets pass is left out, and of a payment by methods that
 * are not named here more passes, which the consumer ignores.
 */
export function partnerPattern(filter: EventFilter): object {
  const { livemode, effect } = filter;
  // Whatever else an event is ruled out of, it is part of its order.
  const isRuledOut = effect !== undefined && effect !== "order";
  return {
    "detail-type": detailTypesOf(filter),
    detail: { livemode: [livemode], ...(isRuledOut ? { $or: effective } : {}) },
  };
}

const ofObject = (conditions: object) => ({ data: { object: conditions } });

const effective = [
  { type: [{ "anything-but": typesOfAnother }] },
  ofObject({ mode: [{ "anything-but": modesOfAnother }] }),
  ofObject({ object: ["payment_intent"], metadata: { products: [{ exists: true }] } }),
  ofObject({ capture_method: ["manual"] }),
  ofObject({ payment_method_types: [{ "anything-but": [...capturedManually, ...capturedAtOnce] }, { exists: false }] }),
  ...capturedManually.map((method) =>
    ofObject({ payment_method_options: { [method]: { capture_method: ["manual"] } } }),
  ),
];
