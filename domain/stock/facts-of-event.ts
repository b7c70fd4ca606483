import type { EventOf, TypedEvent } from "../event/typed-event.ts";
import type { EventTypeOf } from "../event/types.ts";
import { invoiceOutcomes } from "../event/invoice-outcomes.ts";
import type { Refund, Session } from "../event/objects.ts";
import { noFacts, type StockFacts } from "./facts.ts";

/**
 * A dispute that ended in the merchant's favour. An inquiry (`warning_closed`) that never became a chargeback and a
 * prevented one end as a won one does: nothing holds the shipment back any more.
 * https://docs.stripe.com/api/disputes/object#dispute_object-status
 */
const wonStatuses = new Set(["won", "warning_closed", "prevented"]);

const sessionParts: Readonly<Record<EventTypeOf<"session">, (session: Session) => Partial<StockFacts>>> = {
  "checkout.session.completed": ({ paymentStatus, amountTotal }) =>
    paymentStatus === "unpaid" ? { placed: true } : { placed: true, paid: true, amountPaid: amountTotal },
  "checkout.session.async_payment_succeeded": ({ amountTotal }) => ({
    placed: true,
    paid: true,
    amountPaid: amountTotal,
  }),
  "checkout.session.async_payment_failed": () => ({ paymentFailed: true }),
  "checkout.session.expired": () => ({ expired: true }),
};

/**
 * An event's facts about the stock, by the table of events and effects (docs/order-lifecycle.md), or undefined
 * when it has none.
 * @param refunds those that it shows
 */
export function factsOfEvent(event: TypedEvent, refunds: readonly Refund[]): StockFacts | undefined {
  switch (event.kind) {
    case "session":
      return sessionFacts(event);
    case "payment-intent":
      return paymentFacts(event);
    case "invoice":
      if (invoiceOutcomes[event.type] !== "paid") return undefined;
      return { ...noFacts, paid: true, amountPaid: event.invoice.amountPaid };
    case "refund":
    case "charge":
      return event.type === "charge.expired" ? paymentEnded : refundFacts(refunds);
    case "dispute":
      return { ...noFacts, disputes: { [event.dispute.id]: { won: wonStatuses.has(event.dispute.status) } } };
    case "parcel":
      return { ...noFacts, shipped: true };
    case "shortage":
    case "unhandled":
      break;
  }
  return undefined;
}

/** A subscription's stock follows its invoices; a setup session sells nothing. */
function sessionFacts({ type, session }: EventOf<"session">): StockFacts | undefined {
  return session.mode === "payment" ? { ...noFacts, ...sessionParts[type](session) } : undefined;
}

const paymentEnded: StockFacts = { ...noFacts, paymentFailed: true };

/**
 * A payment intent without `products` is the payment of a session or an invoice, whose own events place and pay it;
 * after a capture by the shop only the payment intent shows the payment.
 */
function paymentFacts({ type, paymentIntent }: EventOf<"payment-intent">): StockFacts | undefined {
  const { products, manualCapture, amount, amountReceived } = paymentIntent;
  if (type === "payment_intent.canceled") return paymentEnded;
  if (type === "payment_intent.succeeded" && (products !== undefined || manualCapture)) {
    const received = amountReceived > 0 ? amountReceived : amount;
    return { ...noFacts, paid: true, ...(manualCapture ? { amountCaptured: received } : { amountPaid: received }) };
  }
  const isHeld = type === "payment_intent.amount_capturable_updated" && products !== undefined;
  return isHeld ? { ...noFacts, placed: true } : undefined;
}

function refundFacts(refunds: readonly Refund[]): StockFacts | undefined {
  const succeeded = refunds.filter(({ status }) => status === "succeeded");
  if (succeeded.length === 0) return undefined;
  return { ...noFacts, refunds: Object.fromEntries(succeeded.map(({ id, amount }) => [id, amount])) };
}
