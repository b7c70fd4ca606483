import { rejected } from "../failure.ts";
import type { Dispute } from "../event/dispute.ts";
import type { Refund, Session } from "../event/objects.ts";
import { invoiceOutcomes } from "../event/invoice-outcomes.ts";
import { defined } from "../event/fields.ts";
import type { EventOf, TypedEvent } from "../event/typed-event.ts";
import type { EventTypeOf } from "../event/types.ts";
import { type Facts, type Kind, noFacts, type Register } from "./facts.ts";

/** The table of events and effects, its column of order facts. */

const sessionStates: Readonly<Record<EventTypeOf<"session">, (session: Session) => string>> = {
  "checkout.session.completed": completedState,
  "checkout.session.async_payment_succeeded": () => "paid",
  "checkout.session.async_payment_failed": () => "failed",
  "checkout.session.expired": () => "expired",
};

const paymentStates: Readonly<
  Record<EventTypeOf<"payment-intent">, "failed" | "authorized" | "canceled" | "succeeded">
> = {
  "payment_intent.succeeded": "succeeded",
  "payment_intent.payment_failed": "failed",
  "payment_intent.amount_capturable_updated": "authorized",
  "payment_intent.canceled": "canceled",
};

const disputeStates: Readonly<
  Record<EventTypeOf<"dispute">, (dispute: Dispute) => "open" | "won" | "lost" | "closed">
> = {
  "charge.dispute.created": () => "open",
  "charge.dispute.closed": closedState,
};

/**
 * The facts in one event.
 * @param refunds those that it shows
 * @throws ProcessingError `invalid-event` for a type that is not handled
 */
export function factsOfEvent(event: TypedEvent, refunds: readonly Refund[]): Facts {
  switch (event.kind) {
    case "session":
      return sessionFacts(event);
    case "payment-intent":
      return paymentFacts(event);
    case "invoice":
      return invoiceFacts(event);
    case "refund":
    case "charge":
      return event.type === "charge.expired" ? expiredCharge(event) : refundFacts(event, refunds);
    case "dispute":
      return disputeFacts(event);
    case "parcel":
      return parcelFacts(event);
    case "shortage":
      return fact(event, "shortages", event.shortage.sku ?? "order", { state: "out-of-stock" });
    case "unhandled":
      break;
  }
  throw rejected("invalid-event", `events of type ${event.type} contain nothing about orders`);
}

/** Free counts as paid. A subscription's money is on its invoice. */
function completedState({ mode, paymentStatus }: Session): "subscribed" | "unpaid" | "paid" {
  if (mode === "subscription") return "subscribed";
  return paymentStatus === "unpaid" ? "unpaid" : "paid";
}

function sessionFacts(event: EventOf<"session">): Facts {
  const { id, mode, invoice, amountTotal: amount, currency, presentment, customer } = event.session;
  const state = sessionStates[event.type](event.session);
  const paid = state === "paid" ? amount : undefined;
  const facts = fact(event, "sessions", id, defined({ state, amount, paid, currency, presentment, customer }));
  // A subscription whose billing starts later has no order before its first invoice.
  const isOrder = state !== "expired" && (mode !== "subscription" || invoice !== undefined);
  return isOrder ? placed(event, facts) : facts;
}

function paymentFacts(event: EventOf<"payment-intent">): Facts {
  const { id, amount, amountReceived, currency, presentment, customer, products } = event.paymentIntent;
  const state = paymentStates[event.type];
  const paid = state === "succeeded" ? amountReceived : undefined;
  const facts = fact(event, "payments", id, defined({ state, amount, paid, currency, presentment, customer }));
  // One without contents belongs to a session or an invoice, which places the order.
  return state === "succeeded" && products !== undefined ? placed(event, facts) : facts;
}

/** An authorisation that nobody captured in time ends its payment intent too. */
function expiredCharge(event: EventOf<"charge">): Facts {
  const { id, paymentIntent, amount, currency, customer } = event.charge;
  return fact(event, "payments", paymentIntent ?? id, { state: "canceled", amount, currency, customer });
}

function invoiceFacts(event: EventOf<"invoice">): Facts {
  const { id, total, amountPaid, currency, customer } = event.invoice;
  const state = invoiceOutcomes[event.type];
  const paid = state === "paid" ? amountPaid : undefined;
  const facts = fact(event, "invoices", id, defined({ state, amount: total, paid, currency, customer }));
  return state === "paid" ? placed(event, facts) : facts;
}

function refundFacts(event: TypedEvent, refunds: readonly Refund[]): Facts {
  const registers = refunds.map(({ id, status: state, amount, currency, presentment }) => {
    return [id, stamp(event, defined({ state, amount, currency, presentment }))] as const;
  });
  return { ...noFacts, refunds: Object.fromEntries(registers) };
}

function disputeFacts(event: EventOf<"dispute">): Facts {
  const { id, amount, currency } = event.dispute;
  return fact(event, "disputes", id, { state: disputeStates[event.type](event.dispute), amount, currency });
}

function parcelFacts(event: EventOf<"parcel">): Facts {
  const { parcel, carrier, tracking, items } = event.parcel;
  if (event.type === "warehouse.delivered") return fact(event, "deliveries", parcel, { state: "delivered" });
  return fact(event, "parcels", parcel, defined({ state: "shipped", carrier, tracking, items }));
}

/** A warning that was closed, or a dispute that was prevented, moved no money. */
function closedState({ status }: Dispute): "won" | "lost" | "closed" {
  return status === "won" || status === "lost" ? status : "closed";
}

type RegisterContents = Omit<Register, "created" | "eventId">;

function fact(event: TypedEvent, kind: Kind, id: string, contents: RegisterContents): Facts {
  return { ...noFacts, [kind]: { [id]: stamp(event, contents) } };
}

function stamp({ created, id }: TypedEvent, contents: RegisterContents): Register {
  return { ...contents, created, eventId: id };
}

function placed({ created, id }: TypedEvent, facts: Facts): Facts {
  return { ...facts, placed: { created, eventId: id } };
}
