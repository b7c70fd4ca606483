import { idIn, part, type StripeEvent, type StripeObject } from "./event.ts";
import { isAbout, isHandledEventType, type HandledEventType } from "./types.ts";

/**
 * Reads the object of a thin event, which is fetched in its state of now, in the light of the event's type.
 *
 * Mostly nothing is to be done: facts come from the type, and what the object shows beyond it a later event of the same
 * object shows again, which outranks this one (order/facts.ts). `hasMovedOn` names the exceptions: an object in a state
 * that hides one in which it had effects of its own.
 */

/** Whether the event happened while its object was in a state that its state of now does not show. */
export function hasMovedOn(type: HandledEventType, now: StripeObject): boolean {
  const status = String(now["status"]);
  // It may have succeeded before: then the customer was mailed, and the goods are not to be shipped any more.
  if (isAbout("refund", type)) return type !== "refund.failed" && ["failed", "canceled"].includes(status);
  // It may have been closed more than once, with different outcomes.
  if (type === "charge.dispute.closed") return true;
  // Its payment intent, by which its order is known, is gone.
  return isAbout("session", type) && type !== "checkout.session.expired" && status === "expired";
}

/** What `/v2/core/events/{id}` shows of the object then: where the event changed it, each changed part's new value. */
export function changedParts(thinEvent: StripeObject): StripeObject {
  return part(thinEvent, "changes", "after");
}

/** The id of the snapshot event of the same fact, where there is one. */
export function snapshotOf(thinEvent: StripeObject): string | undefined {
  return idIn(thinEvent, "snapshot_event");
}

/** The event with its object, as a snapshot event of its type would carry it. */
export function withObject(event: StripeEvent, object: StripeObject): StripeEvent {
  const { thin: _thin, type, ...envelope } = event;
  return { ...envelope, type, object: isHandledEventType(type) ? { ...object, ...implied(type, object) } : object };
}

const openStatuses: Readonly<Record<string, string>> = {
  won: "needs_response",
  lost: "needs_response",
  warning_closed: "warning_needs_response",
};

/** What the type alone shows. */
function implied(type: HandledEventType, { status }: StripeObject): StripeObject {
  if (type === "refund.failed") return { status: "failed" };
  const isOpening = type === "charge.dispute.created";
  const open = isOpening && typeof status === "string" ? openStatuses[status] : undefined;
  return open === undefined ? {} : { status: open };
}
