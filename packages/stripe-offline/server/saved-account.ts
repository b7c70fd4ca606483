import * as v from "valibot";
import { isStripeObject, type StripeObject } from "./stripe-object.ts";

/** One account's objects and events as they are kept from run to run, in the order in which they became known. */
export const savedAccount = v.object({
  objects: v.array(v.object({ object: v.custom<StripeObject>(isStripeObject), asOf: v.number(), since: v.number() })),
  lines: v.record(v.string(), v.array(v.custom<StripeObject>(isStripeObject))),
  events: v.array(
    v.object({ event: v.custom<StripeObject>(isStripeObject), delivered: v.boolean(), since: v.number() }),
  ),
});
export type SavedAccount = v.InferOutput<typeof savedAccount>;
