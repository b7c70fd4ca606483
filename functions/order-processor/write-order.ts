import { rejected, retryable } from "../shared/errors.ts";
import { loadPurchase } from "../shared/load-purchase.ts";
import type { StripeEvent } from "../shared/stripe/event.ts";
import { absorbAliases } from "./absorb.ts";
import { refundsOf, tellsContents } from "./contents.ts";
import { factsOfEvent } from "./facts-of-event.ts";
import { sameFacts } from "./facts.ts";
import { type Addition, extendOrder, type Order } from "./order.ts";
import { countChanges } from "./order-metrics.ts";
import type { Orders } from "./orders.ts";
import type { OrderPorts } from "./ports.ts";
import { entryOf, longTimeline } from "./timeline.ts";

const maximumAttempts = 8;
const maximumMerges = 5;

/** Joins an event to the order under a key, or to the one that it was merged into, and answers the order as it stands. */
export async function writeOrder(orderKey: string, event: StripeEvent, ports: OrderPorts): Promise<Order> {
  const { orders, metrics, pause, stripe } = ports;
  // Asked once, whatever happens to the write.
  let refunds: Awaited<ReturnType<typeof refundsOf>> | undefined;
  for (let attempt = 0; attempt < maximumAttempts; attempt += 1) {
    if (attempt > 0) {
      metrics.count("OrderConflicts", {});
      await pause(Math.random() * 20 * 2 ** attempt);
    }
    const { key, stored } = await follow(orderKey, orders);
    if (stored?.timeline.some(({ eventId }) => eventId === event.id) === true) {
      metrics.count("EventsRepeated", { Consumer: "orders" });
      return stored;
    }
    refunds ??= await refundsOf(event, stripe);
    const order = await attemptWrite(key, stored, factsOfEvent(event, refunds), event, ports);
    if (order !== undefined) return order;
  }
  throw retryable("contended", `other events of the order came first ${maximumAttempts} times`);
}

/** Undefined when another write came first. */
async function attemptWrite(
  key: string,
  stored: Order | undefined,
  facts: Addition["facts"],
  event: StripeEvent,
  ports: OrderPorts,
): Promise<Order | undefined> {
  const { orders, metrics, log, now } = ports;
  const appliedAt = new Date(now()).toISOString();
  const asks = stored?.items === undefined && tellsContents(event);
  const purchase = asks ? await loadPurchase(key, event, ports) : undefined;
  const absorbed = await absorbAliases({ key, stored, event, purchase, appliedAt }, ports);
  if (absorbed === "conflict") return undefined;

  const addition: Addition = { facts, timeline: [entryOf(event, appliedAt)], items: purchase?.items };
  const identity = { orderId: key, livemode: event.livemode, account: event.account };
  const next = extendOrder(stored, identity, [addition, ...absorbed], appliedAt);
  if (stored !== undefined && stored.timeline.length >= longTimeline && sameFacts(stored.facts, next.facts)) {
    return stored;
  }
  if (!(await orders.put(next))) return undefined;
  countChanges(
    [stored, ...absorbed].flatMap((order) => order?.facts ?? []),
    next,
    metrics,
  );
  const merged = absorbed.filter(({ status }) => status !== "merged");
  if (merged.length > 0) metrics.count("OrdersMerged", {}, merged.length);
  log.info({ message: "applied", eventId: event.id, type: event.type, orderKey: key, status: next.status });
  return next;
}

async function follow(
  orderKey: string,
  orders: Orders,
): Promise<{ readonly key: string; readonly stored: Order | undefined }> {
  let key = orderKey;
  for (let merges = 0; merges <= maximumMerges; merges += 1) {
    const stored = await orders.get(key);
    if (stored?.mergedInto === undefined) return { key, stored };
    key = stored.mergedInto;
  }
  throw rejected("unexpected", `order ${orderKey} was merged in a circle`);
}
