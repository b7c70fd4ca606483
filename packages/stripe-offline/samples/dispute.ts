import type Stripe from "stripe";
import { sampleId } from "./ids.ts";
import type { SampleContext } from "./types.ts";

/** A dispute of the whole charge. */
export function sampleDispute(
  context: SampleContext,
  charge: Stripe.Charge,
  status: "needs_response" | "under_review" | "won" | "lost",
): Stripe.Dispute {
  const closed = status === "won" || status === "lost";
  return {
    id: sampleId("du", charge.id),
    object: "dispute",
    amount: charge.amount,
    balance_transactions: [],
    charge: charge.id,
    created: context.at + 7200,
    currency: charge.currency,
    enhanced_eligibility_types: [],
    evidence: {
      access_activity_log: null,
      billing_address: null,
      cancellation_policy: null,
      cancellation_policy_disclosure: null,
      cancellation_rebuttal: null,
      customer_communication: null,
      customer_email_address: context.customer.email,
      customer_name: context.customer.name,
      customer_purchase_ip: "203.0.113.24",
      customer_signature: null,
      duplicate_charge_documentation: null,
      duplicate_charge_explanation: null,
      duplicate_charge_id: null,
      enhanced_evidence: {},
      product_description: context.items.map((item) => item.name).join(", "),
      receipt: null,
      refund_policy: null,
      refund_policy_disclosure: null,
      refund_refusal_explanation: null,
      service_date: null,
      service_documentation: null,
      shipping_address: null,
      shipping_carrier: null,
      shipping_date: null,
      shipping_documentation: null,
      shipping_tracking_number: null,
      uncategorized_file: null,
      uncategorized_text: null,
    },
    evidence_details: {
      due_by: context.at + 7200 + 7 * 24 * 3600,
      enhanced_eligibility: {},
      has_evidence: closed,
      past_due: false,
      submission_count: closed ? 1 : 0,
      submission_method: closed ? "manual" : "not_submitted",
    },
    intended_submission_method: null,
    is_charge_refundable: false,
    livemode: context.livemode,
    metadata: {},
    network_reason_code: "10.4",
    payment_intent: charge.payment_intent,
    payment_method_details: {
      card: { brand: "visa", case_type: "chargeback", network: "visa", network_reason_code: "10.4" },
      type: "card",
    },
    reason: "fraudulent",
    status,
  };
}
