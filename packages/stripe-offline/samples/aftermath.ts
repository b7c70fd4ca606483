import type Stripe from "stripe";
import { sampleDispute } from "./dispute.ts";
import { eventsOf } from "./event.ts";
import { sampleCharge } from "./payment.ts";
import { sampleRefund, type SampleRefundOptions } from "./refund.ts";
import type { SampleContext, SampleEvent, SampleObject } from "./types.ts";

/** Events by name, the order in which Stripe sends them when all goes well, and what Stripe's API then knows. */
export interface SampleChapter<Events extends Record<string, SampleEvent>> {
  events: Events;
  /** The usual events in their usual order. `events` may hold more: the other endings. */
  story: SampleEvent[];
  /** What the offline Stripe API must know before the first of the events is handled. */
  objects: SampleObject[];
}

interface RefundPlan {
  label: string;
  amount: number;
  /** All that is refunded of the charge once this refund is made. */
  total: number;
  /** Seconds after the purchase's start. */
  after: number;
}

function refundChapter(context: SampleContext, intent: Stripe.PaymentIntent, plan: RefundPlan) {
  const event = eventsOf(context);
  const { label, amount, after } = plan;
  const refund = (status: SampleRefundOptions["status"], charge: Stripe.Charge): Stripe.Refund =>
    sampleRefund(context, charge, { amount, status, label, after });
  const charge = sampleCharge(context, intent, plan.total);
  const made = refund("succeeded", charge);
  const referenced = { previousAttributes: { destination_details: { card: { reference_status: "pending" } } } };
  const events = {
    refundCreated: event("refund.created", made, after),
    chargeRefunded: event("charge.refunded", charge, after, {
      previousAttributes: { amount_refunded: plan.total - amount },
      label,
    }),
    refundUpdated: event("refund.updated", made, after + 60, referenced),
    chargeRefundUpdated: event("charge.refund.updated", made, after + 60, referenced),
  };
  return {
    events,
    story: [events.refundCreated, events.chargeRefunded, events.refundUpdated, events.chargeRefundUpdated],
    objects: [charge, made],
  } satisfies SampleChapter<typeof events>;
}

/** A refund that the bank sends back three days later: Stripe takes it off `amount_refunded` again. */
function failedRefundChapter(context: SampleContext, intent: Stripe.PaymentIntent, after: number) {
  const event = eventsOf(context);
  const label = "failed";
  const whole = sampleCharge(context, intent, intent.amount);
  const options = { amount: intent.amount, label, after };
  const made = sampleRefund(context, whole, { ...options, status: "pending" });
  const failed = sampleRefund(context, whole, { ...options, status: "failed" });
  const returned = after + 3 * 24 * 3600;
  const change = { previousAttributes: { status: "pending" } };
  const events = {
    refundCreated: event("refund.created", made, after),
    chargeRefunded: event("charge.refunded", whole, after, { previousAttributes: { amount_refunded: 0 }, label }),
    refundFailed: event("refund.failed", failed, returned, change),
    refundUpdated: event("refund.updated", failed, returned, change),
    chargeRefundUpdated: event("charge.refund.updated", failed, returned, change),
  };
  return {
    events,
    story: Object.values(events),
    objects: [sampleCharge(context, intent), failed],
  } satisfies SampleChapter<typeof events>;
}

function disputeChapter(context: SampleContext, intent: Stripe.PaymentIntent, end: "won" | "lost") {
  const event = eventsOf(context);
  const charge = { ...sampleCharge(context, intent), disputed: true };
  const opened = sampleDispute(context, charge, "needs_response");
  const closed = sampleDispute(context, charge, end);
  const events = {
    disputeCreated: event("charge.dispute.created", opened, 7200),
    disputeClosed: event("charge.dispute.closed", closed, 7200 + 30 * 24 * 3600, {
      previousAttributes: { status: "under_review" },
      label: end,
    }),
  };
  return {
    events,
    story: [events.disputeCreated, events.disputeClosed],
    objects: [charge, closed],
  } satisfies SampleChapter<typeof events>;
}

/**
 * What can become of a paid charge. `fullRefund` is one way, `partialRefund` and then `restRefund` another; `failedRefund`
 * leaves the payment whole; the two disputes are two endings of one dispute.
 */
export function sampleAftermath(context: SampleContext, intent: Stripe.PaymentIntent) {
  const part = Math.floor(intent.amount / 2);
  const partialRefund = refundChapter(context, intent, { label: "part", amount: part, total: part, after: 3600 });
  const restRefund = refundChapter(context, intent, {
    label: "rest",
    amount: intent.amount - part,
    total: intent.amount,
    after: 4800,
  });
  return {
    fullRefund: refundChapter(context, intent, {
      label: "full",
      amount: intent.amount,
      total: intent.amount,
      after: 3600,
    }),
    partialRefund,
    restRefund: { ...restRefund, objects: [...partialRefund.objects, ...restRefund.objects] },
    failedRefund: failedRefundChapter(context, intent, 3600),
    disputeWon: disputeChapter(context, intent, "won"),
    disputeLost: disputeChapter(context, intent, "lost"),
  };
}
