import type Stripe from "stripe";
import type { SampleEvent, SampleInvoice, SampleInvoiceLine, SampleObject, SampleSession } from "../samples/index.ts";

/** Members of a purchase's objects to be replaced, by the objects' kind. */
export interface Revision {
  readonly "checkout.session"?: Partial<SampleSession>;
  readonly payment_intent?: Partial<Stripe.PaymentIntent>;
  readonly charge?: Partial<Stripe.Charge>;
  readonly invoice?: Partial<SampleInvoice>;
  readonly refund?: Partial<Stripe.Refund>;
  readonly dispute?: Partial<Stripe.Dispute>;
  readonly product?: Partial<Stripe.Product>;
  /** Of every invoice. */
  readonly line_item?: Partial<SampleInvoiceLine>;
}

/** The object with the members that the revision has for its kind. */
export function revisedObject<T extends SampleObject>(object: T, revision: Revision): T {
  const members = Object.hasOwn(revision, object.object) ? Reflect.get(revision, object.object) : {};
  return mapped({ ...object, ...members }, (part) => revisedObject(part, revision));
}

export function revisedEvent<T extends SampleObject>(event: SampleEvent<T>, revision: Revision): SampleEvent<T> {
  return { ...event, data: { ...event.data, object: revisedObject(event.data.object, revision) } };
}

/** Revises the objects that an object contains: lines, their prices and products. */
function mapped<T extends SampleObject>(object: T, revise: (part: SampleObject) => SampleObject): T {
  const walk = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== "object" || value === null) return value;
    if ("id" in value && "object" in value && typeof value.id === "string" && typeof value.object === "string") {
      return revise({ ...value, id: value.id, object: value.object });
    }
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, walk(each)]));
  };
  return { ...object, ...Object.fromEntries(Object.entries(object).map(([name, each]) => [name, walk(each)])) };
}
