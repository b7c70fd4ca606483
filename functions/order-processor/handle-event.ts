import { unscoped } from "../../domain/order/key.ts";
import { resolveOrderKey } from "../shared/order-key.ts";
import type { TypedEvent } from "../../domain/event/typed-event.ts";
import { type Delivery, whileStripeLags } from "../shared/while-stripe-lags.ts";
import type { OrderPorts } from "./ports.ts";
import { writeOrder, type WriteOrderPorts } from "./write-order.ts";

/**
 * Joins an event's facts to the order that it belongs to, once: an event that was applied before changes nothing.
 * @throws ProcessingError `stripe-behind` (retry); `contended` (retry) when other writes came first each time; those of resolver, readers, Stripe
 */
export async function handleEvent(event: TypedEvent, delivery: Delivery, ports: OrderPorts): Promise<void> {
  await whileStripeLags(event, delivery, ports, (stripe, listsSettled) =>
    joinToOrder(event, { ...ports, stripe, listsSettled, mergesLater: true }),
  );
}

async function joinToOrder(event: TypedEvent, ports: WriteOrderPorts): Promise<void> {
  const resolution = await resolveOrderKey(event, ports, ports);
  if (resolution.kind === "none") {
    // Without payment: a refund of a customer's cash balance.
    if (resolution.reason === "setup") ports.metrics.count("SetupSessions", {});
    else ports.metrics.count("EventsWithoutPayment", {});
    ports.log.info({ message: `no order: ${resolution.reason}`, eventId: event.id, type: event.type });
    return;
  }
  const order = await writeOrder(resolution, event, ports);
  if (order.status === "unplaced") {
    // The order's event may have looked here just before this one was filed, and found nothing.
    const { ownKey } = resolution;
    const orderKey = await ports.journal.orderKeyOf(unscoped(ownKey), event.account);
    if (orderKey !== undefined && orderKey !== order.orderId) await writeOrder({ orderKey, ownKey }, event, ports);
  }
}
