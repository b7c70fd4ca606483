import type Stripe from "stripe";
import { sampleId } from "./ids.ts";
import type { SampleContext } from "./types.ts";

export interface SampleRefundOptions {
  amount: number;
  status: "pending" | "succeeded" | "failed" | "canceled" | "requires_action";
  /** Distinguishes several refunds of one charge. */
  label: string;
  /** Seconds after the purchase's start. */
  after?: number;
  reason?: string;
}

/** A refund of a charge; with the same label in another status it is the same refund later. */
export function sampleRefund(
  context: SampleContext,
  charge: Stripe.Charge,
  options: SampleRefundOptions,
): Stripe.Refund {
  const id = sampleId("re", `${charge.id}/${options.label}`);
  const failed = options.status === "failed";
  return {
    id,
    object: "refund",
    amount: options.amount,
    balance_transaction: sampleId("txn", id),
    charge: charge.id,
    created: context.at + (options.after ?? 3600),
    currency: charge.currency,
    customer: context.customer.id ?? null,
    customer_account: null,
    destination_details: {
      card: {
        reference_status: failed ? "unavailable" : "pending",
        reference_type: "acquirer_reference_number",
        type: "refund",
      },
      type: "card",
    },
    ...(failed
      ? { failure_balance_transaction: sampleId("txn", `${id}/failure`), failure_reason: "lost_or_stolen_card" }
      : {}),
    ...(options.status === "pending" ? { pending_reason: "processing" } : {}),
    metadata: {},
    payment_intent: charge.payment_intent,
    payment_method: charge.payment_method,
    reason: options.reason ?? "requested_by_customer",
    receipt_number: null,
    source_transfer_reversal: null,
    status: options.status,
    transfer_reversal: null,
  };
}
