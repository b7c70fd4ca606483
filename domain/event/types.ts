/**
 * The Stripe event types that the system handles: the kind of object that an event carries, and the consumers that
 * receive it (docs/order-lifecycle.md has their effects).
 */
const eventTypes = {
  "checkout.session.completed": { kind: "session", consumers: ["orders", "email", "inventory"] },
  "checkout.session.async_payment_succeeded": { kind: "session", consumers: ["orders", "email", "inventory"] },
  "checkout.session.async_payment_failed": { kind: "session", consumers: ["orders", "email", "inventory"] },
  "checkout.session.expired": { kind: "session", consumers: ["orders", "inventory"] },
  "payment_intent.succeeded": { kind: "payment-intent", consumers: ["orders", "email", "inventory"] },
  "payment_intent.payment_failed": { kind: "payment-intent", consumers: ["orders"] },
  "invoice.paid": { kind: "invoice", consumers: ["orders", "email", "inventory"] },
  "invoice.payment_succeeded": { kind: "invoice", consumers: ["orders", "email", "inventory"] },
  "invoice.payment_failed": { kind: "invoice", consumers: ["orders", "email"] },
  "refund.created": { kind: "refund", consumers: ["orders", "email", "inventory"] },
  "refund.updated": { kind: "refund", consumers: ["orders", "email", "inventory"] },
  "refund.failed": { kind: "refund", consumers: ["orders", "email", "inventory"] },
  "charge.refund.updated": { kind: "refund", consumers: ["orders", "email", "inventory"] },
  "charge.refunded": { kind: "charge", consumers: ["orders", "email", "inventory"] },
  "charge.dispute.created": { kind: "dispute", consumers: ["orders", "inventory"] },
  "charge.dispute.closed": { kind: "dispute", consumers: ["orders", "inventory"] },
} as const satisfies Readonly<Record<string, { readonly kind: string; readonly consumers: readonly Receiver[] }>>;

type Receiver = "orders" | "email" | "inventory";

export type HandledEventType = keyof typeof eventTypes;

/** What the events of a handled type are about. */
export type ObjectKind = (typeof eventTypes)[HandledEventType]["kind"];

/** The types of the events about one kind of object. */
export type EventTypeOf<Kind extends ObjectKind> = {
  [Type in HandledEventType]: (typeof eventTypes)[Type]["kind"] extends Kind ? Type : never;
}[HandledEventType];

/** The types of the events that one consumer receives. */
export type EventTypeFor<Consumer extends Receiver> = {
  [Type in HandledEventType]: Consumer extends (typeof eventTypes)[Type]["consumers"][number] ? Type : never;
}[HandledEventType];

export function isHandledEventType(type: string): type is HandledEventType {
  return Object.hasOwn(eventTypes, type);
}

export function isAbout<Kind extends ObjectKind>(kind: Kind, type: HandledEventType): type is EventTypeOf<Kind> {
  return eventTypes[type].kind === kind;
}

/** Whether a consumer receives the events of a type. */
export function isFor<Consumer extends Receiver>(consumer: Consumer, type: string): type is EventTypeFor<Consumer> {
  return isHandledEventType(type) && eventTypes[type].consumers.some((each) => each === consumer);
}

function typesFor<Consumer extends Receiver>(consumer: Consumer): readonly EventTypeFor<Consumer>[] {
  return Object.keys(eventTypes).filter((type) => isFor(consumer, type));
}

export const orderEventTypes = typesFor("orders");
export const emailEventTypes = typesFor("email");
export const inventoryEventTypes = typesFor("inventory");
