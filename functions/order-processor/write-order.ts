import { rejected, retryable } from "../../domain/failure.ts";
import { loadPurchase } from "../shared/load-purchase.ts";
import type { ResolveOptions } from "../shared/order-key/resolution.ts";
import type { TypedEvent } from "../../domain/event/typed-event.ts";
import { findStrays, rememberObject } from "./absorb.ts";
import { refundsOf } from "../shared/refunds.ts";
import { tellsContents } from "./contents.ts";
import { factsOfEvent } from "../../domain/order/facts-of-event.ts";
import { type Facts, sameFacts } from "../../domain/order/facts.ts";
import { type Addition, extendOrder, mergeAway, type Order } from "../../domain/order/order.ts";
import { countChanges } from "./order-metrics.ts";
import type { OrderPorts } from "./ports.ts";
import { entryOf, longTimeline } from "../../domain/order/timeline.ts";

const maximumAttempts = 8;
const maximumMerges = 5;

export type WriteOrderPorts = OrderPorts & ResolveOptions;

export interface Destination {
  readonly orderKey: string;
  /** Where the event would be filed by itself; what is filed there becomes part of the order. */
  readonly ownKey: string;
}

/**
 * Joins an event to the order under a key, or to the one that it was merged into, and answers the order as it stands.
 * @throws ProcessingError `contended` (retry); those of Stripe, the readers and the contents
 */
export async function writeOrder(to: Destination, event: TypedEvent, ports: WriteOrderPorts): Promise<Order> {
  let told: Promise<Facts> | undefined;
  // Stripe is asked once, however often the write is tried.
  const facts = (): Promise<Facts> =>
    (told ??= refundsOf(event, ports.stripe).then((refunds) => factsOfEvent(event, refunds)));
  for (let attempt = 0; attempt < maximumAttempts; attempt += 1) {
    if (attempt > 0) {
      ports.metrics.count("OrderConflicts", {});
      await ports.wait(Math.random() * 20 * 2 ** attempt);
    }
    const order = await attemptWrite(to, event, facts, ports);
    if (order !== undefined) return order;
  }
  throw retryable("contended", `other events of the order came first ${maximumAttempts} times`);
}

/** Undefined when another write came first. */
async function attemptWrite(
  { orderKey, ownKey }: Destination,
  event: TypedEvent,
  facts: () => Promise<Facts>,
  ports: WriteOrderPorts,
): Promise<Order | undefined> {
  const { orders, metrics, log, now } = ports;
  const { key, stored } = await follow(orderKey, ports);
  const isRepeated = stored?.timeline.some(({ eventId }) => eventId === event.id) === true;
  const asks = !isRepeated && tellsContents(event) && (stored?.items === undefined || outranksItems(event, stored));
  const purchase = asks ? await loadPurchase(key, event, ports, ports) : undefined;
  const filing = { event, ownKey, key, stored, purchase };
  const { aliases, strays } = await findStrays(filing, ports);
  if (isRepeated && strays.length === 0) {
    metrics.count("EventsRepeated", { Consumer: "orders" });
    return stored;
  }

  const appliedAt = new Date(now()).toISOString();
  const additions: Addition[] = [...strays];
  if (!isRepeated) {
    await rememberObject(filing, ports);
    const { items, unreadable } = purchase ?? {};
    additions.push({ facts: await facts(), timeline: [entryOf(event, appliedAt)], aliases, items, unreadable });
  }
  const next = extendOrder(
    // What a session contains replaces what its invoice said.
    stored === undefined || purchase === undefined ? stored : withoutContents(stored),
    { orderId: key, livemode: event.livemode, account: event.account },
    additions,
    appliedAt,
  );
  const isLong = stored !== undefined && stored.timeline.length >= longTimeline && strays.length === 0;
  if (isLong && sameFacts(stored.facts, next.facts)) return stored;

  const merged = strays.map((stray) => mergeAway(stray, key, appliedAt));
  if (!(await orders.put(next, merged))) return undefined;
  countChanges(
    [stored, ...strays].flatMap((order) => order?.facts ?? []),
    next,
    metrics,
  );
  if (strays.length > 0) metrics.count("OrdersMerged", {}, strays.length);
  log.info({ message: "applied", eventId: event.id, type: event.type, orderKey: key, status: next.status });
  return next;
}

async function follow(
  orderKey: string,
  { orders }: Pick<OrderPorts, "orders">,
): Promise<{ readonly key: string; readonly stored: Order | undefined }> {
  let key = orderKey;
  for (let merges = 0; merges <= maximumMerges; merges += 1) {
    const stored = await orders.get(key);
    if (stored?.mergedInto === undefined) return { key, stored };
    key = stored.mergedInto;
  }
  throw rejected("unexpected", `order ${orderKey} was merged in a circle`);
}

function withoutContents({ items: _items, unreadable: _unreadable, ...rest }: Order): Order {
  return rest;
}

function outranksItems(event: TypedEvent, { facts }: Order): boolean {
  return event.kind === "session" && Object.keys(facts.invoices).length > 0;
}
