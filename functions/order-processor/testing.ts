import { type SampleEvent, type SampleObject } from "../../packages/stripe-offline/samples/index.ts";
import { readStripeEvent } from "../../domain/event/event.ts";
import { type TypedEvent, typedEvent } from "../../domain/event/typed-event.ts";
import { memoryStripe } from "../../packages/stripe-offline/memory-stripe.ts";
import type { Report } from "../../packages/stripe-offline/scenarios/report.ts";
import { memoryJournal, recordLog, recordMetrics } from "../shared/testing.ts";
import { handleEvent } from "./handle-event.ts";
import type { Order } from "../../domain/order/order.ts";
import { memoryOrderStore } from "../shared/stores/memory-order-store.ts";
import type { OrderPorts } from "./ports.ts";

type Received = SampleEvent | Report["event"];

/** An order processor whose tables and Stripe are in memory. */
export function orderWorld(objects: readonly SampleObject[], wrap: (ports: OrderPorts) => OrderPorts = (same) => same) {
  const orders = memoryOrderStore();
  const journal = memoryJournal();
  const stripe = memoryStripe(objects);
  const metrics = recordMetrics();
  const log = recordLog();
  const ports = wrap({
    consumer: "orders",
    orders,
    journal,
    stripe,
    metrics,
    log,
    now: Date.now,
    wait: () => Promise.resolve(),
  });
  const apply = async (event: Received, receives = 1): Promise<void> =>
    handleEvent(received(event), { receives }, ports);
  const applyAll = async (events: readonly Received[], receives?: number): Promise<void> => {
    for (const event of events) await apply(event, receives);
  };
  return { orders, journal, stripe, metrics, log, apply, applyAll };
}

/** An event as it comes out of a queue. */
function received(event: Received): TypedEvent {
  return typedEvent(readStripeEvent(JSON.parse(JSON.stringify(event))));
}

/** What does not depend on when and how often events were applied. */
export function essence(order: Order | undefined) {
  if (order === undefined) return undefined;
  const { version: _version, updatedAt: _updatedAt, timeline, ...rest } = order;
  return { ...rest, timeline: timeline.map(({ applied: _applied, ...entry }) => entry) };
}
