import { rejected, retryable } from "../../domain/failure.ts";
import { loadPurchase } from "../shared/load-purchase.ts";
import type { ResolveOptions } from "../shared/order-key/resolution.ts";
import type { TypedEvent } from "../../domain/event/typed-event.ts";
import { findMergeCandidates, rememberObject } from "./absorb.ts";
import { refundsOf } from "../shared/refunds.ts";
import { hasContents } from "./contents.ts";
import { factsOfEvent } from "../../domain/order/facts-of-event.ts";
import { type Facts, joinFacts, noFacts, sameFacts } from "../../domain/order/facts.ts";
import { contentsOf, extendOrder, isOutdated, mergeAway, type Order } from "../../domain/order/order.ts";
import { countChanges } from "./order-metrics.ts";
import type { OrderPorts } from "./ports.ts";
import { entryOf, sameTimeline } from "../../domain/order/timeline.ts";

const maximumAttempts = 8;
const maximumMerges = 5;

export type WriteOrderPorts = OrderPorts & ResolveOptions;

export interface Destination {
  readonly orderKey: string;
  /** Where the event alone would be filed; what is filed there becomes part of the order. */
  readonly ownKey: string;
}

/**
 * Joins an event to the order under a key, or to the one that it was merged into, and returns the order as stored.
 * @throws ProcessingError `contended` (retry); those of Stripe, the readers and the contents
 */
export async function writeOrder(to: Destination, event: TypedEvent, ports: WriteOrderPorts): Promise<Order> {
  let eventFacts: Promise<Facts> | undefined;
  // Stripe is asked once, however often the write is tried.
  const facts = (): Promise<Facts> =>
    (eventFacts ??= refundsOf(event, ports.stripe).then((refunds) => factsOfEvent(event, refunds)));
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
  const { orders, consumer, metrics, log, now } = ports;
  const { key, stored } = await follow(orderKey, ports);
  const isRepeated = stored !== undefined && (await isKnown(event, stored, facts));
  const lacksContents = !isRepeated && (stored?.items === undefined || outranksItems(event, stored));
  const asks = hasContents(event) && (lacksContents || (stored !== undefined && isOutdated(stored)));
  const purchase = asks ? await loadPurchase(key, event, ports, ports) : undefined;
  const isFilled = purchase !== undefined && purchase.schemaVersion > (stored?.schemaVersion ?? purchase.schemaVersion);
  const filing = { event, ownKey, key, stored, purchase };
  const { aliases, candidates } = await findMergeCandidates(filing, ports);
  if (isRepeated && candidates.length === 0 && !isFilled) {
    metrics.count("EventsRepeated", { Consumer: consumer });
    return stored;
  }

  const appliedAt = new Date(now()).toISOString();
  if (!isRepeated) await rememberObject(filing, ports);
  const addition = {
    ...(isRepeated
      ? { facts: noFacts, timeline: [], aliases: [] }
      : { facts: await facts(), timeline: [entryOf(event, appliedAt)], aliases }),
    ...(purchase === undefined ? {} : contentsOf(purchase)),
  };
  const next = extendOrder(
    // What a session contains replaces what its invoice said.
    stored === undefined || purchase === undefined ? stored : withoutContents(stored),
    { orderId: key, livemode: event.livemode, account: event.account },
    [addition, ...candidates],
    appliedAt,
  );
  if (
    stored !== undefined &&
    !isFilled &&
    candidates.length === 0 &&
    sameTimeline(stored, next) &&
    sameFacts(stored.facts, next.facts)
  ) {
    // One of many events of its kind that have no entry of their own, once more.
    metrics.count("EventsRepeated", { Consumer: ports.consumer });
    return stored;
  }

  const merged = candidates.map((candidate) => mergeAway(candidate, key, appliedAt));
  if (!(await orders.put(next, merged))) return undefined;
  countChanges(
    [stored, ...candidates].flatMap((order) => order?.facts ?? []),
    next,
    metrics,
  );
  if (candidates.length > 0) metrics.count("OrdersMerged", {}, candidates.length);
  log.info({ message: "applied", eventId: event.id, type: event.type, orderKey: key, status: next.status });
  return next;
}

/**
 * Whether an event was applied before. Its id alone does not say: Stripe's test webhooks share one. So it is the same
 * event only if it is of the same type and shows nothing new. A charge's refunds are asked of Stripe once, not again by
 * each replay: they are known if they are as much as the charge shows. Nor is what was found to release an authorisation.
 */
async function isKnown(event: TypedEvent, stored: Order, facts: () => Promise<Facts>): Promise<boolean> {
  const entry = stored.timeline.find(({ eventId, type }) => eventId === event.id && type === event.type);
  if (entry === undefined) return false;
  // Its id follows from what it says; sent again without a time of its own it differs in that alone.
  if (event.kind === "parcel" || event.kind === "shortage") return true;
  if (event.kind === "refund" && event.refund.unbooked && entry.object === event.refund.id) {
    if (stored.facts.refunds[event.refund.id] === undefined) return true;
  }
  if (event.kind === "charge") {
    const refunds = Object.values(stored.facts.refunds);
    const known = refunds.reduce((sum, { amount = 0 }) => sum + amount, 0);
    const { captured, amountRefunded, amountUncaptured } = event.charge;
    if (event.type === "charge.expired" || !captured || known >= amountRefunded - amountUncaptured) return true;
  }
  return sameFacts(stored.facts, joinFacts(stored.facts, await facts()));
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

function withoutContents({ items: _items, ...order }: Order): Order {
  return order;
}

/** A session knows more than its invoice and its payment's metadata, which may have come first. */
function outranksItems(event: TypedEvent, { facts }: Order): boolean {
  if (event.kind !== "session") return false;
  const isFirst = Object.values(facts.sessions).every(({ state }) => state === "expired");
  return isFirst || Object.keys(facts.invoices).length > 0;
}
