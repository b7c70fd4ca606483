import { isStripeEventType, stripeEventTypes, type StripeEventType } from "../../domain/event/types.ts";
import {
  sampleEvent,
  type SampleEvent,
  samplePurchase,
  type SamplePurchaseOptions,
} from "../../packages/stripe-offline/samples/index.ts";
import { unknownName } from "../output/unknown-name.ts";

/** An event to send, and what has to be sent before it so that it belongs to something. */
export interface SampleStory {
  readonly before: readonly SampleEvent[];
  readonly event: SampleEvent;
  /** Events of types that no endpoint asks for, whose objects Stripe lists by the time of the event. */
  readonly unsent: readonly SampleEvent[];
}

type Recipe = (options: SamplePurchaseOptions) => SampleStory;

const paid = (options: SamplePurchaseOptions) => samplePurchase({ kind: "payment", ...options });
const authorized = (options: SamplePurchaseOptions) => samplePurchase({ kind: "authorized", ...options });
const delayed = (options: SamplePurchaseOptions) => samplePurchase({ kind: "delayed", ...options });

const recipes: Readonly<Record<StripeEventType, Recipe>> = {
  "checkout.session.completed": (options) => alone(paid(options).events.completed),
  "checkout.session.async_payment_succeeded": (options) => {
    const { completed, asyncSucceeded } = delayed(options).events;
    return after([completed], asyncSucceeded);
  },
  "checkout.session.async_payment_failed": (options) => {
    const { completed, asyncFailed } = delayed(options).events;
    return after([completed], asyncFailed);
  },
  "checkout.session.expired": (options) => alone(samplePurchase({ kind: "expired", ...options }).events.expired),
  "payment_intent.succeeded": (options) =>
    alone(samplePurchase({ kind: "payment-intent", ...options }).events.paymentSucceeded),
  "payment_intent.payment_failed": (options) => alone(paid(options).events.paymentFailed),
  "payment_intent.amount_capturable_updated": (options) => alone(authorized(options).events.capturable),
  "payment_intent.canceled": (options) => afterAuthorization(options, "paymentCanceled"),
  "charge.expired": (options) => afterAuthorization(options, "chargeExpired"),
  "invoice.paid": (options) => renewed(options, "invoicePaid"),
  "invoice.payment_succeeded": (options) => renewed(options, "invoicePaymentSucceeded"),
  "invoice.payment_failed": (options) => renewed(options, "invoicePaymentFailed"),
  "refund.created": (options) => refunded(options, "refundCreated"),
  "refund.updated": (options) => refunded(options, "refundUpdated"),
  "refund.failed": (options) => {
    const { story, aftermath } = paid(options);
    const { refundCreated, refundFailed } = aftermath.failedRefund.events;
    return after([...story, refundCreated], refundFailed);
  },
  "charge.refund.updated": (options) => refunded(options, "chargeRefundUpdated"),
  "charge.refunded": (options) => refunded(options, "chargeRefunded"),
  "charge.dispute.created": (options) => {
    const { story, aftermath } = paid(options);
    return after(story, aftermath.disputeWon.events.disputeCreated);
  },
  "charge.dispute.closed": (options) => {
    const { story, aftermath } = paid(options);
    const { disputeCreated, disputeClosed } = aftermath.disputeWon.events;
    return after([...story, disputeCreated], disputeClosed);
  },
};

function after(before: readonly SampleEvent[], event: SampleEvent): SampleStory {
  return { before, event, unsent: [] };
}

function alone(event: SampleEvent): SampleStory {
  return after([], event);
}

function renewed(
  options: SamplePurchaseOptions,
  name: "invoicePaid" | "invoicePaymentSucceeded" | "invoicePaymentFailed",
): SampleStory {
  const { events, objects } = samplePurchase({ kind: "renewal", ...options });
  const event = events[name];
  const payments = objects.filter(({ object }) => object === "invoice_payment");
  const { created, livemode, id: seed } = event;
  const type = "invoice_payment.paid";
  return { ...alone(event), unsent: payments.map((object) => sampleEvent({ type, object, created, livemode, seed })) };
}

function afterAuthorization(options: SamplePurchaseOptions, name: "paymentCanceled" | "chargeExpired"): SampleStory {
  const { completed, [name]: event } = authorized(options).events;
  return after([completed], event);
}

function refunded(
  options: SamplePurchaseOptions,
  name: "refundCreated" | "refundUpdated" | "chargeRefundUpdated" | "chargeRefunded",
): SampleStory {
  const { story, aftermath } = paid(options);
  return after(story, aftermath.partialRefund.events[name]);
}

/** Types whose handling asks Stripe for objects that it only knows when the event is really Stripe's. */
export function asksStripe(type: string): boolean {
  return type.startsWith("invoice.") || type === "charge.refunded";
}

/**
 * A realistic event of a type, of a purchase of its own; its contents are in the metadata, so that Stripe need not know it.
 * @param options `at`: when the event happens, epoch seconds
 * @throws UsageError that lists the types
 */
export function sampleStory(type: string, options: SamplePurchaseOptions): SampleStory {
  if (!isStripeEventType(type)) {
    throw unknownName("event type", type, stripeEventTypes);
  }
  const given = { contents: "metadata", ...options } as const;
  const { event } = recipes[type](given);
  if (options.at === undefined) return recipes[type](given);
  // The purchase began so long before that the event happens at the time given.
  return recipes[type]({ ...given, at: 2 * options.at - event.created });
}
