import { sampleAftermath } from "./aftermath.ts";
import { eventsOf } from "./event.ts";
import { sampleCharge } from "./payment.ts";
import {
  catalogObjects,
  contentsMetadata,
  intentOf,
  orderKey,
  purchaseFacts,
  type PurchaseDraft,
} from "./purchase-draft.ts";
import { sampleSession, withLineItems } from "./session.ts";

const day = 24 * 3600;

/**
 * Checkout that authorises only: the shop captures the payment the next day, or lets it go. No session event follows the
 * capture. `canceled` and `expired` (with `chargeExpired`) are the other endings.
 */
export function authorizedPurchase(draft: PurchaseDraft) {
  const { context } = draft;
  const event = eventsOf(context);
  const by = { manualCapture: true };
  const held = intentOf(draft, "requires_capture", by);
  const intent = intentOf(draft, "succeeded", by);
  const canceled = intentOf(draft, "canceled", by);
  const session = sampleSession(context, {
    mode: "payment",
    status: "complete",
    paymentStatus: "unpaid",
    paymentIntent: intent.id,
    metadata: contentsMetadata(draft),
  });
  const charge = sampleCharge(context, intent);
  const events = {
    capturable: event("payment_intent.amount_capturable_updated", held, 62),
    completed: event("checkout.session.completed", session, 63),
    paymentSucceeded: event("payment_intent.succeeded", intent, day),
    paymentCanceled: event("payment_intent.canceled", canceled, day),
    chargeExpired: event("charge.expired", sampleCharge(context, canceled), 7 * day),
  };
  return {
    ...purchaseFacts(draft),
    orderKey: orderKey(draft, intent.id),
    ids: { session: session.id, paymentIntent: intent.id, charge: charge.id },
    events,
    story: [events.capturable, events.completed, events.paymentSucceeded],
    objects: [withLineItems(session, context), intent, charge, ...catalogObjects(draft)],
    get aftermath() {
      return sampleAftermath(context, intent);
    },
  };
}
