import type { JournalEvent } from "../../../functions/shared/journal.ts";
import { type Effect, isFor } from "../../../domain/event/types.ts";
import { isMailed } from "../../../domain/mail/is-mailed.ts";
import { isOutdated } from "../../../domain/order/order.ts";
import { unscoped } from "../../../domain/order/key.ts";
import type { Known } from "./knowledge.ts";

type Marked = Pick<JournalEvent, "eventId" | "type" | "objectId">;

/**
 * Whether a consumer's own marks say that it has dealt with an event, so that a replay of it changes nothing: the order's
 * timeline, the mails that were sent, the reservation's facts. It never says so wrongly of an event whose effect is
 * missing; of some events without effect (a payment intent that no order knows) the marks are not enough, and the
 * event itself has to be read: see rehearsal.ts.
 */
export function isApplied(effect: Effect, event: Marked, known: Known): boolean {
  return marks[effect](event, known);
}

const marks: Readonly<Record<Effect, (event: Marked, known: Known) => boolean>> = {
  order: (_event, { inTimeline, order }) => inTimeline && !(order !== undefined && isOutdated(order)),
  mail: ({ type, objectId = "" }, { orderKey = "", order, sentMails: sent }) => {
    const isPeriod = unscoped(order?.orderId ?? orderKey).startsWith("in_") && !isBoughtAtCheckout(order);
    return isMailed(type, objectId, { isPeriod, sent, refunds: succeededRefunds(order) });
  },
  stock: isSettled,
};

function isSettled({ type, objectId = "" }: Marked, { reservation, order }: Known): boolean {
  if (reservation === undefined) return false;
  const { facts, notices } = reservation;
  // A notice that is due and not out yet is sent by the next event of the order.
  if (Object.values(notices).some(({ publishedAt }) => publishedAt === undefined)) return false;
  if (!isFor("stock", type)) return false;
  switch (type) {
    case "checkout.session.completed":
    case "payment_intent.amount_capturable_updated":
      return facts.placed;
    case "checkout.session.async_payment_succeeded":
    case "payment_intent.succeeded":
    case "invoice.paid":
    case "invoice.payment_succeeded":
      return facts.paid;
    case "checkout.session.async_payment_failed":
    case "payment_intent.canceled":
    case "charge.expired":
      return facts.paymentFailed;
    case "checkout.session.expired":
      return facts.expired;
    case "warehouse.shipped":
    case "warehouse.delivered":
      return facts.shipped === true;
    case "charge.dispute.created":
      return facts.disputes[objectId] !== undefined;
    case "charge.dispute.closed":
      return facts.disputes[objectId]?.won === true;
    case "charge.refunded":
      return allOf(succeededRefunds(order), (refund) => facts.refunds[refund] !== undefined);
    case "refund.created":
    case "refund.updated":
    case "refund.failed":
    case "charge.refund.updated":
      break;
  }
  return facts.refunds[objectId] !== undefined;
}

/** A free purchase at the Checkout goes by its invoice too, and is confirmed besides the receipt. */
function isBoughtAtCheckout(order: Known["order"]): boolean {
  return Object.values(order?.facts.sessions ?? {}).some(({ state }) => state !== "subscribed");
}

function succeededRefunds(order: Known["order"]): string[] {
  const refunds = Object.entries(order?.facts.refunds ?? {});
  return refunds.filter(([, { state }]) => state === "succeeded").map(([id]) => id);
}

/** All, and at least one. */
function allOf(ids: readonly string[], holds: (id: string) => boolean): boolean {
  return ids.length > 0 && ids.every(holds);
}
