import { rejected } from "../failure.ts";
import { type HandledEventType, isHandledEventType } from "../event/types.ts";
import type { StripeEvent, StripeObject } from "../event/event.ts";
import { defined } from "../event/fields.ts";
import { readInvoice } from "../event/invoice.ts";
import { readDispute, readPaymentIntent, readRefund, readSession } from "../event/objects.ts";
import { type Facts, type Kind, noFacts, type Register } from "./facts.ts";

type Row = (event: StripeEvent, refunds: readonly StripeObject[]) => Facts;

/** The table of events and effects, its column of order facts. */
const rows: Readonly<Record<HandledEventType, Row>> = {
  "checkout.session.completed": (event) => placed(event, sessionFacts(event, completedState(event.object))),
  "checkout.session.async_payment_succeeded": (event) => placed(event, sessionFacts(event, "paid")),
  "checkout.session.async_payment_failed": (event) => placed(event, sessionFacts(event, "failed")),
  "checkout.session.expired": (event) => sessionFacts(event, "expired"),
  "payment_intent.succeeded": (event) => {
    const facts = paymentFacts(event, "succeeded");
    // One that tells no contents belongs to a session or an invoice, which places the order.
    return readPaymentIntent(event.object).products === undefined ? facts : placed(event, facts);
  },
  "payment_intent.payment_failed": (event) => paymentFacts(event, "failed"),
  "invoice.paid": (event) => placed(event, invoiceFacts(event, "paid")),
  "invoice.payment_succeeded": (event) => placed(event, invoiceFacts(event, "paid")),
  "invoice.payment_failed": (event) => invoiceFacts(event, "failed"),
  "refund.created": (event) => refundFacts(event, [event.object]),
  "refund.updated": (event) => refundFacts(event, [event.object]),
  "refund.failed": (event) => refundFacts(event, [event.object]),
  "charge.refund.updated": (event) => refundFacts(event, [event.object]),
  "charge.refunded": (event, refunds) => refundFacts(event, refunds),
  "charge.dispute.created": (event) => disputeFacts(event, "open"),
  "charge.dispute.closed": (event) => disputeFacts(event, closedState(readDispute(event.object).status)),
};

/**
 * What one event tells.
 * @param refunds of `charge.refunded`, which since 2022-11-15 does not carry them
 * @throws ProcessingError `invalid-event`
 */
export function factsOfEvent(event: StripeEvent, refunds: readonly StripeObject[]): Facts {
  if (!isHandledEventType(event.type)) {
    throw rejected("invalid-event", `events of type ${event.type} tell nothing about orders`);
  }
  return rows[event.type](event, refunds);
}

/** Free counts as paid. A subscription's money is its invoice's to tell. */
function completedState(object: StripeObject): "subscribed" | "unpaid" | "paid" {
  const { mode, paymentStatus } = readSession(object);
  if (mode === "subscription") return "subscribed";
  return paymentStatus === "unpaid" ? "unpaid" : "paid";
}

function sessionFacts(event: StripeEvent, state: "subscribed" | "unpaid" | "expired" | "failed" | "paid"): Facts {
  const { id, amountTotal, currency, customer } = readSession(event.object);
  const paid = state === "paid" ? amountTotal : undefined;
  return fact(event, "sessions", id, defined({ state, amount: amountTotal, paid, currency, customer }));
}

function paymentFacts(event: StripeEvent, state: "failed" | "succeeded"): Facts {
  const { id, amount, amountReceived, currency, customer } = readPaymentIntent(event.object);
  const paid = state === "succeeded" ? amountReceived : undefined;
  return fact(event, "payments", id, defined({ state, amount, paid, currency, customer }));
}

function invoiceFacts(event: StripeEvent, state: "failed" | "paid"): Facts {
  const { id, total, amountPaid, currency, customer } = readInvoice(event.object);
  const paid = state === "paid" ? amountPaid : undefined;
  return fact(event, "invoices", id, defined({ state, amount: total, paid, currency, customer }));
}

function refundFacts(event: StripeEvent, objects: readonly StripeObject[]): Facts {
  const refunds = objects.map((object) => {
    const { id, status, amount, currency } = readRefund(object);
    return [id, stamp(event, { state: status, amount, currency })] as const;
  });
  return { ...noFacts, refunds: Object.fromEntries(refunds) };
}

function disputeFacts(event: StripeEvent, state: "open" | "won" | "lost" | "closed"): Facts {
  const { id, amount, currency } = readDispute(event.object);
  return fact(event, "disputes", id, { state, amount, currency });
}

/** A warning that was closed, or a dispute that was prevented, moved no money. */
function closedState(status: string): "won" | "lost" | "closed" {
  return status === "won" || status === "lost" ? status : "closed";
}

type Told = Omit<Register, "created" | "eventId">;

function fact(event: StripeEvent, kind: Kind, id: string, told: Told): Facts {
  return { ...noFacts, [kind]: { [id]: stamp(event, told) } };
}

function stamp({ created, id }: StripeEvent, told: Told): Register {
  return { ...told, created, eventId: id };
}

function placed({ created, id }: StripeEvent, facts: Facts): Facts {
  return { ...facts, placed: { created, eventId: id } };
}
