import * as v from "valibot";
import type { StripeObject } from "./event.ts";
import { amount, currency, defined, readObject, reference, text } from "./fields.ts";

export interface Dispute {
  readonly id: string;
  readonly charge?: string;
  readonly paymentIntent?: string;
  readonly amount: number;
  readonly currency: string;
  readonly status: string;
  readonly reason?: string;
}

const disputeSchema = v.object({
  id: v.string(),
  charge: reference,
  payment_intent: reference,
  amount,
  currency,
  status: v.string(),
  reason: text,
});

/** @see https://docs.stripe.com/api/disputes/object */
export function readDispute(object: StripeObject): Dispute {
  const dispute = readObject(disputeSchema, object, "dispute");
  return defined({
    id: dispute.id,
    charge: dispute.charge,
    paymentIntent: dispute.payment_intent,
    amount: dispute.amount,
    currency: dispute.currency,
    status: dispute.status,
    reason: dispute.reason,
  });
}
