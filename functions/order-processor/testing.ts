import { type SampleEvent, type SampleObject } from "../../packages/stripe-offline/samples/index.ts";
import { readStripeEvent } from "../../domain/event/event.ts";
import { type TypedEvent, typedEvent } from "../../domain/event/typed-event.ts";
import { memoryStripe } from "../../packages/stripe-offline/memory-stripe.ts";
import { memoryJournal, recordLog, recordMetrics } from "../shared/testing.ts";
import { applyEvent } from "./apply-event.ts";
import type { Order } from "../../domain/order/order.ts";
import type { Orders } from "./orders.ts";
import type { OrderPorts } from "./ports.ts";
import { readOrder } from "../../domain/order/stored-order.ts";

/** The orders table in memory, with its condition on the version. */
function memoryOrders() {
  const items = new Map<string, Order>();
  let writes = 0;
  const orders: Orders = {
    get(orderId) {
      const item = items.get(orderId);
      // As the table's reader does, so that a part of an order which it does not know shows.
      return Promise.resolve(item === undefined ? undefined : readOrder({ ...item }));
    },
    put(order, merged) {
      const all = [order, ...merged];
      const cameFirst = all.every(({ orderId, version }) => (items.get(orderId)?.version ?? 0) === version - 1);
      if (!cameFirst) return Promise.resolve(false);
      for (const each of all) items.set(each.orderId, structuredClone(each));
      writes += all.length;
      return Promise.resolve(true);
    },
  };
  return { ...orders, items, writes: () => writes };
}

/** An order processor whose tables and Stripe are in memory. */
export function orderWorld(objects: readonly SampleObject[], wrap: (ports: OrderPorts) => OrderPorts = (same) => same) {
  const orders = memoryOrders();
  const journal = memoryJournal();
  const stripe = memoryStripe(objects);
  const metrics = recordMetrics();
  const log = recordLog();
  const ports = wrap({ orders, journal, stripe, metrics, log, now: Date.now, pause: () => Promise.resolve() });
  const apply = async (event: SampleEvent): Promise<void> => applyEvent(received(event), ports);
  const applyAll = async (events: readonly SampleEvent[]): Promise<void> => {
    for (const event of events) await apply(event);
  };
  return { orders, journal, stripe, metrics, log, apply, applyAll };
}

/** An event as it comes out of a queue. */
function received(event: SampleEvent): TypedEvent {
  return typedEvent(readStripeEvent(JSON.parse(JSON.stringify(event))));
}

/** What does not depend on when and how often events were applied. */
export function essence(order: Order | undefined) {
  if (order === undefined) return undefined;
  const { version: _version, updatedAt: _updatedAt, timeline, ...rest } = order;
  return { ...rest, timeline: timeline.map(({ applied: _applied, ...entry }) => entry) };
}
