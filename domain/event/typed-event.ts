import { type Dispute, readDispute } from "./dispute.ts";
import type { StripeEvent } from "./event.ts";
import { rejected } from "../failure.ts";
import { type Parcel, readParcel, readShortage, type Shortage } from "../parcel/parcel.ts";
import { type Invoice, readInvoice } from "./invoice.ts";
import {
  type Charge,
  type PaymentIntent,
  readCharge,
  readPaymentIntent,
  readRefund,
  readSession,
  type Refund,
  type Session,
} from "./objects.ts";
import { type EventTypeOf, isAbout, isHandledEventType } from "./types.ts";

type Envelope = Omit<StripeEvent, "object" | "oversize" | "thin" | "type">;

/** An event with its object read: parsed once, where it comes out of the queue. */
export type TypedEvent = Envelope &
  (
    | { readonly kind: "session"; readonly type: EventTypeOf<"session">; readonly session: Session }
    | {
        readonly kind: "payment-intent";
        readonly type: EventTypeOf<"payment-intent">;
        readonly paymentIntent: PaymentIntent;
      }
    | { readonly kind: "invoice"; readonly type: EventTypeOf<"invoice">; readonly invoice: Invoice }
    | { readonly kind: "charge"; readonly type: EventTypeOf<"charge">; readonly charge: Charge }
    | { readonly kind: "refund"; readonly type: EventTypeOf<"refund">; readonly refund: Refund }
    | { readonly kind: "dispute"; readonly type: EventTypeOf<"dispute">; readonly dispute: Dispute }
    | { readonly kind: "parcel"; readonly type: EventTypeOf<"parcel">; readonly parcel: Parcel }
    | { readonly kind: "shortage"; readonly type: EventTypeOf<"shortage">; readonly shortage: Shortage }
    | { readonly kind: "unhandled"; readonly type: string }
  );

export type EventOf<Kind extends TypedEvent["kind"]> = Extract<TypedEvent, { readonly kind: Kind }>;

/**
 * @param event of a thin one with its object fetched (thin-event.ts)
 * @throws ProcessingError `invalid-event` when an event of a handled type has an object without what it needs
 */
export function typedEvent({ type, object, oversize: _oversize, thin, ...envelope }: StripeEvent): TypedEvent {
  if (!isHandledEventType(type)) return { ...envelope, kind: "unhandled", type };
  if (thin !== undefined) throw rejected("invalid-event", `the object of ${thin.id} was not fetched`);
  if (isAbout("session", type)) return { ...envelope, kind: "session", type, session: readSession(object) };
  if (isAbout("payment-intent", type)) {
    return { ...envelope, kind: "payment-intent", type, paymentIntent: readPaymentIntent(object) };
  }
  if (isAbout("invoice", type)) return { ...envelope, kind: "invoice", type, invoice: readInvoice(object) };
  if (isAbout("charge", type)) return { ...envelope, kind: "charge", type, charge: readCharge(object) };
  if (isAbout("refund", type)) return { ...envelope, kind: "refund", type, refund: readRefund(object) };
  if (isAbout("dispute", type)) return { ...envelope, kind: "dispute", type, dispute: readDispute(object) };
  if (isAbout("parcel", type)) return { ...envelope, kind: "parcel", type, parcel: readParcel(object) };
  return { ...envelope, kind: "shortage", type, shortage: readShortage(object) };
}

/** The id of the object that an event is about. */
export function subjectIdOf(event: TypedEvent): string | undefined {
  switch (event.kind) {
    case "session":
      return event.session.id;
    case "payment-intent":
      return event.paymentIntent.id;
    case "invoice":
      return event.invoice.id;
    case "charge":
      return event.charge.id;
    case "refund":
      return event.refund.id;
    case "dispute":
      return event.dispute.id;
    case "parcel":
      return event.parcel.id;
    case "shortage":
      return event.shortage.id;
    case "unhandled":
      break;
  }
  return undefined;
}
