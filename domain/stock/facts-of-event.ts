import type { StripeApi } from "../../functions/shared/stripe/api.ts";
import type { StripeEvent } from "../event/event.ts";
import { readInvoice } from "../event/invoice.ts";
import {
  readCharge,
  readDispute,
  readPaymentIntent,
  readRefund,
  readSession,
  type Refund,
  type Session,
} from "../event/objects.ts";
import { noFacts, type StockFacts } from "./facts.ts";

/**
 * A dispute that ended in the merchant's favour. An inquiry (`warning_closed`) that never became a chargeback and a
 * prevented one end as a won one does: nothing holds the shipment back any more.
 * https://docs.stripe.com/api/disputes/object#dispute_object-status
 */
const wonStatuses = new Set(["won", "warning_closed", "prevented"]);

/**
 * What an event tells of the stock, by design's table of events and effects (docs/order-lifecycle.md), or undefined
 * when it tells nothing.
 * @throws ProcessingError `invalid-event`, and what Stripe's call throws.
 */
export async function toldFacts(
  event: StripeEvent,
  stripe: Pick<StripeApi, "listRefunds">,
): Promise<StockFacts | undefined> {
  switch (event.type) {
    case "checkout.session.completed":
      return sessionFacts(event, ({ paymentStatus, amountTotal }) =>
        paymentStatus === "unpaid" ? { placed: true } : { placed: true, paid: true, amountPaid: amountTotal },
      );
    case "checkout.session.async_payment_succeeded":
      return sessionFacts(event, ({ amountTotal }) => ({ placed: true, paid: true, amountPaid: amountTotal }));
    case "checkout.session.async_payment_failed":
      return sessionFacts(event, () => ({ paymentFailed: true }));
    case "checkout.session.expired":
      return sessionFacts(event, () => ({ expired: true }));
    case "payment_intent.succeeded": {
      // Without `products` it is the payment of a session or an invoice, which tell it themselves.
      const { products, amount, amountReceived } = readPaymentIntent(event.object);
      if (products === undefined) return undefined;
      return { ...noFacts, paid: true, amountPaid: amountReceived > 0 ? amountReceived : amount };
    }
    case "invoice.paid":
    case "invoice.payment_succeeded":
      return { ...noFacts, paid: true, amountPaid: readInvoice(event.object).amountPaid };
    case "refund.created":
    case "refund.updated":
    case "refund.failed":
    case "charge.refund.updated":
      return refundFacts([readRefund(event.object)]);
    case "charge.refunded": {
      // Since 2022-11-15 the event does not say which refunds there are.
      const { id } = readCharge(event.object);
      return refundFacts((await stripe.listRefunds(id, event.account)).map(readRefund));
    }
    case "charge.dispute.created":
    case "charge.dispute.closed": {
      const { id, status } = readDispute(event.object);
      return { ...noFacts, disputes: { [id]: { won: wonStatuses.has(status) } } };
    }
    default:
      return undefined;
  }
}

/** A subscription's stock follows its invoices; a setup session sells nothing. */
function sessionFacts(event: StripeEvent, factsFor: (session: Session) => Partial<StockFacts>): StockFacts | undefined {
  const session = readSession(event.object);
  return session.mode === "payment" ? { ...noFacts, ...factsFor(session) } : undefined;
}

function refundFacts(refunds: readonly Refund[]): StockFacts | undefined {
  const succeeded = refunds.filter(({ status }) => status === "succeeded");
  if (succeeded.length === 0) return undefined;
  return { ...noFacts, refunds: Object.fromEntries(succeeded.map(({ id, amount }) => [id, amount])) };
}
