import { rejected } from "../shared/errors.ts";
import { resolveOrderKey } from "../shared/order-key.ts";
import type { StripeEvent } from "../shared/stripe/event.ts";
import { paymentIntentOf } from "./aliases.ts";
import type { OrderPorts } from "./ports.ts";
import { writeOrder } from "./write-order.ts";

/**
 * Joins what an event tells to the order that it belongs to, once: an event that was applied before changes nothing.
 * @throws ProcessingError `contended` (retry) when other writes came first each time; those of resolver, readers, Stripe
 */
export async function applyEvent(event: StripeEvent, ports: OrderPorts): Promise<void> {
  const resolution = await resolveOrderKey(event, ports);
  if (resolution.kind === "none") {
    if (resolution.reason === "no-object") throw rejected("invalid-event", "the event names no payment");
    ports.metrics.count("SetupSessions", {});
    ports.log.info({ message: "no order: a session in setup mode", eventId: event.id, type: event.type });
    return;
  }
  const order = await writeOrder(resolution.orderKey, event, ports);
  const intent = paymentIntentOf(event);
  if (resolution.provisional && order.status === "unplaced" && intent !== undefined) {
    // Its invoice's event may have looked here just before this one was filed, and found nothing.
    const known = await ports.journal.orderKeyOf(intent, event.account);
    if (known !== undefined && known !== order.orderId) await writeOrder(known, event, ports);
  }
}
