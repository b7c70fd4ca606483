import { defined } from "../event/fields.ts";
import { isFullyRefunded } from "./facts.ts";
import type { Handling, Notice, NoticeKind, Recipient, Reservation, ReservationLine } from "./reservation.ts";

/** What the warehouse topic carries, as JSON. Equal at each repetition but for `attempt`. */
export interface WarehouseNotice extends Recipient {
  /** `<order id>#<notice key>`: a repetition carries the same. */
  readonly noticeId: string;
  readonly kind: NoticeKind;
  readonly orderId: string;
  /** Counts from 1 per order, without gaps: notices may arrive in another order than they were made. */
  readonly sequence: number;
  /** 1, and one more each time an operator sends it again. A repetition after a crash has the same. */
  readonly attempt: number;
  readonly items: readonly ReservationLine[];
  /** Of a hold or a release. */
  readonly disputeId?: string;
}

/**
 * Adds the notices that the reservation's state makes due and that are not in it yet. Whether one is due depends on
 * facts that only grow, and none is due before the payment: so the set of notices does not depend on the order of Stripe's
 * events. After a parcel was shipped nothing is picked any more; a hold or a cancel may still stop the parcels to come.
 * The very same object when there is nothing to add.
 */
export function withDueNotices(reservation: Reservation, handling: Handling): Reservation {
  const { facts, status, lines, notices } = reservation;
  if (!facts.paid || lines.length === 0) return reservation;
  const due: [key: string, kind: NoticeKind][] = [];
  // What has left must not be picked again.
  if (status === "reserved" && facts.shipped !== true) due.push(["pick", "pick"]);
  for (const [disputeId, { won }] of Object.entries(facts.disputes)) {
    due.push([`hold#${disputeId}`, "hold"]);
    if (won) due.push([`release#${disputeId}`, "release"]);
  }
  const isCanceled = reservation.releasedBy === "refund" || (status === "shipped" && isFullyRefunded(facts));
  if (isCanceled && notices["pick"] !== undefined) due.push(["cancel", "cancel"]);
  const missing = due.filter(([key]) => notices[key] === undefined);
  if (missing.length === 0) return reservation;
  const last = Object.keys(notices).length;
  const added = missing.map(([key, kind], index): [string, Notice] => [
    key,
    { kind, sequence: last + index + 1, owner: handling.owner, leaseUntil: handling.leaseUntil },
  ]);
  return { ...reservation, notices: { ...notices, ...Object.fromEntries(added) } };
}

/**
 * The notices, by key and in sequence, that this handling has to publish: its own, and those whose owner cannot be at
 * work any more. The owner's record comes back until they are out, so others may leave them alone.
 */
export function noticesToPublish(reservation: Reservation, owner: string, now: number): string[] {
  return Object.entries(reservation.notices)
    .filter(([, notice]) => notice.publishedAt === undefined && (notice.owner === owner || notice.leaseUntil <= now))
    .toSorted(([, a], [, b]) => a.sequence - b.sequence)
    .map(([key]) => key);
}

/** Makes the alert due when the purchase comes to be paid and short of stock. */
export function withDueAlert(next: Reservation, before: Reservation | undefined, handling: Handling): Reservation {
  const { owner, leaseUntil } = handling;
  return isPaidBackorder(next) && !isPaidBackorder(before) ? { ...next, alert: { owner, leaseUntil } } : next;
}

function isPaidBackorder(reservation: Reservation | undefined): boolean {
  return reservation?.status === "backordered" && reservation.facts.paid;
}

export function isAlertDue({ alert }: Reservation): boolean {
  return alert !== undefined && alert.countedAt === undefined;
}

/** Whether the alert is for this handling to count, as it is with notices. */
export function isAlertToCount({ alert }: Reservation, owner: string, now: number): boolean {
  if (alert === undefined || alert.countedAt !== undefined) return false;
  return alert.owner === owner || alert.leaseUntil <= now;
}

export function attemptOf({ attempt = 1 }: Notice): number {
  return attempt;
}

export function warehouseNotice(reservation: Reservation, key: string): WarehouseNotice {
  const notice = reservation.notices[key];
  if (notice === undefined) throw new Error(`reservation ${reservation.orderId} has no notice ${key}`);
  const separator = key.indexOf("#");
  return {
    noticeId: `${reservation.orderId}#${key}`,
    kind: notice.kind,
    orderId: reservation.orderId,
    sequence: notice.sequence,
    attempt: attemptOf(notice),
    items: reservation.lines,
    ...defined({ shipTo: reservation.shipTo, phone: reservation.phone }),
    ...(separator < 0 ? {} : { disputeId: key.slice(separator + 1) }),
  };
}
