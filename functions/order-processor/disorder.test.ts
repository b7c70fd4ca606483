import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ProcessingError } from "../../domain/failure.ts";
import {
  inOlderShape,
  type OlderVersion,
  type SampleEvent,
  samplePurchase,
  type SampleObject,
} from "../../packages/stripe-offline/samples/index.ts";
import type { OrderPorts } from "./ports.ts";
import { statusLevels } from "../../domain/order/status.ts";
import { essence, orderWorld } from "./testing.ts";

/** More with PROPERTY_RUNS=1000; a failure prints its seed. */
const numRuns = Number(process.env["PROPERTY_RUNS"] ?? 25);

interface Story {
  readonly name: string;
  readonly orderKey: string;
  readonly events: readonly SampleEvent[];
  readonly objects: readonly SampleObject[];
}

/** Purchases of all kinds with what became of them; each is one order in the end. */
function stories(): Story[] {
  const paid = samplePurchase({ kind: "payment", seed: "paid" });
  const guest = samplePurchase({ kind: "guest", seed: "guest", contents: "metadata" });
  const delayed = samplePurchase({ kind: "delayed", seed: "delayed" });
  const free = samplePurchase({ kind: "free", seed: "free" });
  const invoiced = samplePurchase({ kind: "invoiced", seed: "invoiced" });
  const subscription = samplePurchase({ kind: "subscription", seed: "sub" });
  const renewal = samplePurchase({ kind: "renewal", seed: "sub" });
  const older = samplePurchase({ kind: "subscription", seed: "older" });
  const inOlder = (version: OlderVersion) => ({
    ...older,
    events: [...Object.values(older.events), ...older.aftermath.fullRefund.story].map((event) =>
      inOlderShape(event, version, older.ids),
    ),
    objects: [...older.objects, ...older.aftermath.fullRefund.objects],
  });
  const connect = samplePurchase({ kind: "subscription", seed: "connect", account: "acct_1" });
  const direct = samplePurchase({ kind: "payment-intent", seed: "direct" });
  const expiry = { ...delayed.events.completed, id: "evt_expired", type: "checkout.session.expired" };
  const withoutIntent = {
    ...expiry,
    data: { object: { ...delayed.events.completed.data.object, payment_intent: null, status: "expired" as const } },
  };
  const all = (name: string, purchase: Omit<Story, "name">, ...more: Omit<Story, "name" | "orderKey">[]): Story => ({
    name,
    orderKey: purchase.orderKey,
    events: [purchase, ...more].flatMap(({ events }) => events),
    objects: [purchase, ...more].flatMap(({ objects }) => objects),
  });
  const chapterOf = <T extends { story: SampleEvent[]; objects: SampleObject[] }>(chapter: T) => ({
    ...chapter,
    events: chapter.story,
  });
  const everything = <T extends { events: Record<string, SampleEvent> }>(purchase: T) => ({
    ...purchase,
    events: Object.values(purchase.events),
  });
  return [
    all("paid by card after a refused attempt", everything(paid)),
    all(
      "refunded in two parts",
      chapterOf(paid),
      chapterOf(paid.aftermath.partialRefund),
      chapterOf(paid.aftermath.restRefund),
    ),
    all("refund that failed", chapterOf(guest), chapterOf(guest.aftermath.failedRefund)),
    all("dispute won", chapterOf(paid), chapterOf(paid.aftermath.disputeWon)),
    all(
      "dispute lost after a partial refund",
      chapterOf(paid),
      chapterOf(paid.aftermath.partialRefund),
      chapterOf(paid.aftermath.disputeLost),
    ),
    all("paid days later", chapterOf(delayed)),
    all("payment failed days later", {
      ...delayed,
      events: [delayed.events.completed, delayed.events.asyncFailed, delayed.events.paymentFailed],
    }),
    all("expired though it was complete", { ...delayed, events: [delayed.events.completed, expiry] }),
    all("expired without naming its payment intent", { ...delayed, events: [delayed.events.completed, withoutIntent] }),
    all("free", chapterOf(free)),
    all("one payment with an invoice", chapterOf(invoiced), chapterOf(invoiced.aftermath.fullRefund)),
    all("subscription after a refused attempt", everything(subscription), chapterOf(subscription.aftermath.fullRefund)),
    all("renewal", everything(renewal), chapterOf(renewal.aftermath.disputeLost)),
    all("subscription in the shape of 2022-11-15", inOlder("2022-11-15")),
    all("subscription in the shape of 2025-03-31", inOlder("2025-03-31.basil")),
    all("subscription of a connected account", everything(connect), chapterOf(connect.aftermath.partialRefund)),
    all("payment intent of the shop's own", everything(direct), chapterOf(direct.aftermath.fullRefund)),
  ];
}

/** As the queue does: what failed in a way that may pass is received again. */
async function deliver(apply: () => Promise<void>): Promise<void> {
  for (let receive = 1; ; receive += 1) {
    try {
      return await apply();
    } catch (error) {
      const mayPass = error instanceof Injected || (error instanceof ProcessingError && error.disposition === "retry");
      if (!mayPass || receive > 100) throw error;
    }
  }
}

class Injected extends Error {}

type World = ReturnType<typeof orderWorld>;

/** The order, and what is filed beside it without being merged into it: nothing. */
function outcomeOf({ orders }: World, { orderKey }: Story) {
  const others = [...orders.items.values()].filter((item) => item.orderId !== orderKey && item.mergedInto !== orderKey);
  return { order: essence(orders.items.get(orderKey)), others };
}

/** Wraps every call that the processor makes of tables and Stripe. */
function wrapCalls(ports: OrderPorts, around: <T>(call: () => Promise<T>) => Promise<T>): OrderPorts {
  const wrap = <T extends object>(port: T): T => {
    const wrapped = Object.entries(port).map(([name, value]) => [
      name,
      typeof value === "function" ? (...parameters: unknown[]) => around(() => value(...parameters)) : value,
    ]);
    return Object.fromEntries(wrapped) as T;
  };
  return { ...ports, orders: wrap(ports.orders), journal: wrap(ports.journal), stripe: wrap(ports.stripe) };
}

describe.each(stories())("an order: $name", (story) => {
  const inOrder = async () => {
    const world = orderWorld(story.objects);
    await world.applyAll(story.events);
    return outcomeOf(world, story);
  };
  // Places in the story instead of events keep a counterexample short.
  const places = story.events.map((_, place) => place);
  const shuffled = fc
    .subarray(places)
    .map((duplicates) => [...places, ...duplicates])
    .chain((all) => fc.shuffledSubarray(all, { minLength: all.length }));
  const eventsAt = (order: readonly number[]) => order.flatMap((place) => story.events[place] ?? []);

  it("is the same for every order of its events and any duplicates", async () => {
    const expected = await inOrder();
    expect(expected).toMatchObject({ order: { orderId: story.orderKey }, others: [] });
    await fc.assert(
      fc.asyncProperty(shuffled, async (order) => {
        const world = orderWorld(story.objects);
        let level = 0;
        for (const event of eventsAt(order)) {
          await world.apply(event);
          const status = world.orders.items.get(story.orderKey)?.status ?? "unplaced";
          expect(status).not.toBe("merged");
          const next = status === "merged" ? 0 : statusLevels[status];
          expect(next).toBeGreaterThanOrEqual(level);
          level = next;
        }
        expect(outcomeOf(world, story)).toEqual(expected);
      }),
      { numRuns },
    );
  });

  it("is the same when its events are applied at the same time, and calls fail before or after their effect", async () => {
    const expected = await inOrder();
    const faults = fc.array(fc.constantFrom("none", "none", "before", "after"), { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), shuffled, faults, async (scheduler, order, plan) => {
        const faultsToCome = plan.values();
        const world = orderWorld(story.objects, (ports) =>
          wrapCalls(ports, async (call) => {
            await scheduler.schedule(Promise.resolve());
            const { value: fault } = faultsToCome.next();
            if (fault === "before") throw new Injected("not done");
            const result = await call();
            await scheduler.schedule(Promise.resolve());
            if (fault === "after") throw new Injected("done, response lost");
            return result;
          }),
        );
        const applied = Promise.all(eventsAt(order).map((event) => deliver(() => world.apply(event))));
        await scheduler.waitFor(applied);
        expect(outcomeOf(world, story)).toEqual(expected);
      }),
      { numRuns },
    );
  });

  it("is not written again by a replay", async () => {
    const world = orderWorld(story.objects);
    await world.applyAll(story.events);
    const writes = world.orders.writes();
    const asked = world.stripe.calls.length;
    await world.applyAll(story.events);
    expect(world.orders.writes()).toBe(writes);
    expect(world.stripe.calls.length).toBe(asked);
    expect(world.metrics.total("EventsRepeated")).toBe(story.events.length);
  });
});
