/** The Stripe event types of the table of events and effects (docs/order-lifecycle.md), per consumer. */

const refundEventTypes = [
  "refund.created",
  "refund.updated",
  "refund.failed",
  "charge.refund.updated",
  "charge.refunded",
] as const;

export const orderEventTypes = [
  "checkout.session.completed",
  "checkout.session.async_payment_succeeded",
  "checkout.session.async_payment_failed",
  "checkout.session.expired",
  "payment_intent.succeeded",
  "payment_intent.payment_failed",
  "invoice.paid",
  "invoice.payment_succeeded",
  "invoice.payment_failed",
  ...refundEventTypes,
  "charge.dispute.created",
  "charge.dispute.closed",
] as const;

export const emailEventTypes = [
  "checkout.session.completed",
  "checkout.session.async_payment_succeeded",
  "checkout.session.async_payment_failed",
  "payment_intent.succeeded",
  "invoice.paid",
  "invoice.payment_succeeded",
  "invoice.payment_failed",
  ...refundEventTypes,
] as const;

export const inventoryEventTypes = [
  "checkout.session.completed",
  "checkout.session.async_payment_succeeded",
  "checkout.session.async_payment_failed",
  "checkout.session.expired",
  "payment_intent.succeeded",
  "invoice.paid",
  "invoice.payment_succeeded",
  ...refundEventTypes,
  "charge.dispute.created",
  "charge.dispute.closed",
] as const;

/** A type that some consumer acts on: the orders' types contain all others. */
export type HandledEventType = (typeof orderEventTypes)[number];

const handled: ReadonlySet<string> = new Set(orderEventTypes);

export function isHandledEventType(type: string): type is HandledEventType {
  return handled.has(type);
}
