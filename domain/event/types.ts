/**
 * The event types that the system handles: the kind of object that an event carries, and what it has an effect on
 * (docs/order-lifecycle.md has the effects). index.ts says which consumer brings each about.
 */
const stripeTypes = {
  "checkout.session.completed": { kind: "session", effects: ["order", "mail", "stock"] },
  "checkout.session.async_payment_succeeded": { kind: "session", effects: ["order", "mail", "stock"] },
  "checkout.session.async_payment_failed": { kind: "session", effects: ["order", "mail", "stock"] },
  "checkout.session.expired": { kind: "session", effects: ["order", "stock"] },
  "payment_intent.succeeded": { kind: "payment-intent", effects: ["order", "mail", "stock"] },
  "payment_intent.payment_failed": { kind: "payment-intent", effects: ["order"] },
  "payment_intent.amount_capturable_updated": { kind: "payment-intent", effects: ["order", "stock"] },
  "payment_intent.canceled": { kind: "payment-intent", effects: ["order", "stock"] },
  "invoice.paid": { kind: "invoice", effects: ["order", "mail", "stock"] },
  "invoice.payment_succeeded": { kind: "invoice", effects: ["order", "mail", "stock"] },
  "invoice.payment_failed": { kind: "invoice", effects: ["order", "mail"] },
  "refund.created": { kind: "refund", effects: ["order", "mail", "stock"] },
  "refund.updated": { kind: "refund", effects: ["order", "mail", "stock"] },
  "refund.failed": { kind: "refund", effects: ["order", "mail", "stock"] },
  "charge.refund.updated": { kind: "refund", effects: ["order", "mail", "stock"] },
  "charge.expired": { kind: "charge", effects: ["order", "stock"] },
  "charge.refunded": { kind: "charge", effects: ["order", "mail", "stock"] },
  "charge.dispute.created": { kind: "dispute", effects: ["order", "stock"] },
  "charge.dispute.closed": { kind: "dispute", effects: ["order", "stock"] },
} as const satisfies Types;

/** Made of the warehouse's messages (domain/parcel). */
const warehouseTypes = {
  "warehouse.shipped": { kind: "parcel", effects: ["order", "mail", "stock"] },
  "warehouse.delivered": { kind: "parcel", effects: ["order", "stock"] },
  "warehouse.out-of-stock": { kind: "shortage", effects: ["order"] },
} as const satisfies Types;

const eventTypes = { ...stripeTypes, ...warehouseTypes } as const;

type Types = Readonly<Record<string, { readonly kind: string; readonly effects: readonly Effect[] }>>;

export const effects = ["order", "mail", "stock"] as const;
/** A part of the domain that events change. */
export type Effect = (typeof effects)[number];

export type StripeEventType = keyof typeof stripeTypes;
export type HandledEventType = keyof typeof eventTypes;

/** What the events of a handled type are about. */
export type ObjectKind = (typeof eventTypes)[HandledEventType]["kind"];

/** The types of the events about one kind of object. */
export type EventTypeOf<Kind extends ObjectKind> = {
  [Type in HandledEventType]: (typeof eventTypes)[Type]["kind"] extends Kind ? Type : never;
}[HandledEventType];

/** The types of the events that have an effect. */
export type EventTypeFor<Wanted extends Effect> = {
  [Type in HandledEventType]: Wanted extends (typeof eventTypes)[Type]["effects"][number] ? Type : never;
}[HandledEventType];

export function isHandledEventType(type: string): type is HandledEventType {
  return Object.hasOwn(eventTypes, type);
}

export function isStripeEventType(type: string): type is StripeEventType {
  return Object.hasOwn(stripeTypes, type);
}

/**
 * Whether an event of a type that nobody handles is one of ours, in a style that is not read: `v2.invoice.paid`. Stripe
 * began to send `v1.invoice.paid` with a new style of payload, which for a while nobody here handled.
 */
export function isInAnotherStyle(type: string): boolean {
  return !isHandledEventType(type) && isHandledEventType(type.replace(/^v\d+\./u, ""));
}

export function isAbout<Kind extends ObjectKind>(kind: Kind, type: HandledEventType): type is EventTypeOf<Kind> {
  return eventTypes[type].kind === kind;
}

/** Whether an event of the type is made here: Stripe neither sends nor lists it. */
export function isOwnEventType(type: string): boolean {
  return type.startsWith("warehouse.");
}

export const stripeEventTypes: readonly StripeEventType[] = Object.keys(stripeTypes).filter(isStripeEventType);

/** What the events of a type can change. */
export function effectsOfType(type: string): readonly Effect[] {
  return isHandledEventType(type) ? eventTypes[type].effects : [];
}

/** Whether the events of a type have an effect. */
export function isFor<Wanted extends Effect>(effect: Wanted, type: string): type is EventTypeFor<Wanted> {
  return effectsOfType(type).includes(effect);
}

function typesFor<Wanted extends Effect>(effect: Wanted): readonly EventTypeFor<Wanted>[] {
  return Object.keys(eventTypes).filter((type) => isFor(effect, type));
}

export const orderEventTypes = typesFor("order");
export const emailEventTypes = typesFor("mail");
export const inventoryEventTypes = typesFor("stock");
