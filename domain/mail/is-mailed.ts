import { type EventTypeFor, isFor } from "../event/types.ts";
import { partsOf } from "../parcel/object-id.ts";
import type { KindPer, OrderMailKind } from "./kinds.ts";

/**
 * One of these was sent: what the event could ask for is out, or another event of the order asked instead of it. The
 * mails of refunds and parcels are looked up by their ids.
 */
const mailsOfType: Readonly<Record<EventTypeFor<"mail">, readonly OrderMailKind[] | KindPer<"refund" | "parcel">>> = {
  "checkout.session.completed": ["confirmation", "payment-failed"],
  "checkout.session.async_payment_succeeded": ["confirmation"],
  "checkout.session.async_payment_failed": ["payment-failed"],
  "payment_intent.succeeded": ["confirmation"],
  "invoice.paid": ["receipt"],
  "invoice.payment_succeeded": ["receipt"],
  "invoice.payment_failed": ["payment-failed"],
  "refund.created": "refund",
  "refund.updated": "refund",
  "refund.failed": "refund",
  "charge.refund.updated": "refund",
  "charge.refunded": "refund",
  "warehouse.shipped": "shipped",
};

/** What is known of an event's order. */
export interface SentMails {
  /** A subscription's period: only its invoice is mailed. A payment's invoice is mailed besides its session. */
  readonly isPeriod: boolean;
  /** By name. */
  readonly sent: ReadonlySet<string>;
  /** The ids of those that succeeded. */
  readonly refunds: readonly string[];
}

/** Whether the mails that were sent show that an event was dealt with; false where they leave it open. */
export function isMailed(type: string, objectId: string, { isPeriod, sent, refunds }: SentMails): boolean {
  if (!isFor("mail", type)) return false;
  const mails = mailsOfType[type];
  if (typeof mails === "string") {
    const { parcel = objectId } = partsOf(objectId);
    const ids = type === "charge.refunded" ? refunds : [parcel];
    return ids.length > 0 && ids.every((id) => sent.has(`${mails}#${id}`));
  }
  if (isPeriod && sent.has("receipt") && !type.startsWith("invoice.")) return true;
  return mails.some((mail) => sent.has(mail));
}
