import type { Customer } from "../customer.ts";
import type { Refund, Session } from "../event/objects.ts";
import type { Money } from "../event/presentment.ts";
import type { EventOf, TypedEvent } from "../event/typed-event.ts";
import { type EventTypeOf, isFor } from "../event/types.ts";
import { invoiceOutcomes } from "../event/invoice-outcomes.ts";
import type { OrderMailKind, ParcelMailKind, RefundMailKind } from "./kinds.ts";
import type { ParcelItem } from "../parcel/parcel.ts";
import type { Shipment } from "./mail.ts";

/** A mail that an event asks for, before it is known what was bought and whether the mail went out already. */
export type MailDraft = {
  /** As far as the event shows. */
  readonly customer: Customer;
  /** As the customer saw the amount, where Stripe converted it. */
  readonly presentment?: Money | undefined;
  /** What the customer knows the invoice by. */
  readonly invoiceNumber?: string | undefined;
} & (
  | { readonly kind: OrderMailKind; readonly total?: Money }
  | {
      readonly kind: RefundMailKind;
      readonly refundId: string;
      readonly refunded: Money;
    }
  | ({ readonly kind: ParcelMailKind; readonly items?: readonly ParcelItem[] | undefined } & Shipment)
);

/**
 * The mails that an event asks for, by design's table of events and effects (docs/order-lifecycle.md). Which ones are
 * due depends on no other event, so that no order of arrival changes what a customer gets.
 * @param refunds those that it shows
 */
export function mailsOfEvent(event: TypedEvent, refunds: readonly Refund[]): MailDraft[] {
  if (!isFor("mail", event.type)) return [];
  switch (event.kind) {
    case "session":
      return sessionMails(event);
    case "payment-intent": {
      const { products, manualCapture, customer, amountReceived: amount, currency, presentment } = event.paymentIntent;
      // After a capture by the shop no event of the session follows.
      const isSold = event.type === "payment_intent.succeeded" && (products !== undefined || manualCapture);
      return isSold ? [{ kind: "confirmation", customer, total: { amount, currency }, presentment }] : [];
    }
    case "invoice":
      return [invoiceMail(event)];
    case "refund":
      return refundMails(refunds, {});
    case "charge":
      return refundMails(refunds, event.charge.customer);
    case "parcel": {
      const { parcel, carrier, tracking, items } = event.parcel;
      const isShipped = event.type === "warehouse.shipped";
      return isShipped ? [{ kind: "shipped", customer: {}, parcel, carrier, tracking, items }] : [];
    }
    case "dispute":
    case "shortage":
    case "unhandled":
      break;
  }
  return [];
}

const sessionMailKinds: Readonly<Record<EventTypeOf<"session">, (session: Session) => OrderMailKind | undefined>> = {
  "checkout.session.completed": ({ paymentStatus }) => (paymentStatus === "unpaid" ? undefined : "confirmation"),
  "checkout.session.async_payment_succeeded": () => "confirmation",
  "checkout.session.async_payment_failed": () => "payment-failed",
  "checkout.session.expired": () => undefined,
};

/** Subscriptions are mailed by their invoices; a setup session sells nothing. */
function sessionMails({ type, session }: EventOf<"session">): MailDraft[] {
  const kind = sessionMailKinds[type](session);
  const { customer, presentment } = session;
  return session.mode !== "payment" || kind === undefined ? [] : [{ kind, customer, presentment }];
}

function invoiceMail({ type, invoice }: EventOf<"invoice">): MailDraft {
  const { customer, number: invoiceNumber, amountDue, amountPaid, currency } = invoice;
  return invoiceOutcomes[type] === "failed"
    ? { kind: "payment-failed", customer, invoiceNumber, total: { amount: amountDue, currency } }
    : { kind: "receipt", customer, invoiceNumber, total: { amount: amountPaid, currency } };
}

/** Only a refund that succeeded is mailed, so a later failure is not announced to the customer. */
function refundMails(refunds: readonly Refund[], customer: Customer): MailDraft[] {
  return refunds
    .filter(({ status }) => status === "succeeded")
    .map(({ id, amount, currency, presentment }) => ({
      kind: "refund",
      customer,
      refundId: id,
      refunded: { amount, currency },
      presentment,
    }));
}
