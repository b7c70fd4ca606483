import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ProcessingError } from "../../domain/failure.ts";
import { isFor } from "../../domain/event/types.ts";
import { everyPurchase, purchaseNamed } from "../../packages/stripe-offline/scenarios/purchases.ts";
import type { Scenario } from "../../packages/stripe-offline/scenarios/scenario.ts";
import { settledReceive } from "../shared/while-stripe-lags.ts";
import type { OrderPorts } from "./ports.ts";
import { statusLevels } from "../../domain/order/status.ts";
import { essence, orderWorld } from "./testing.ts";

/** More with PROPERTY_RUNS=1000; a failure prints its seed. */
const numRuns = Number(process.env["PROPERTY_RUNS"] ?? 5);

type Story = Pick<Scenario, "name" | "orderKey" | "objects" | "events" | "apart">;

/** Every kind of purchase that is an order in the end; of an upgraded account, and of a connected one besides. */
const stories: readonly Story[] = [
  ...everyPurchase(() => ({ seed: "order" })),
  purchaseNamed("subscription", { seed: "older", version: "2022-11-15" }, { ending: "refunded", refusedFirst: true }),
  purchaseNamed(
    "subscription",
    { seed: "connect", account: "acct_1" },
    { ending: "refunded in part", refusedFirst: true },
  ),
]
  .filter(({ expected }) => expected.status !== undefined)
  .map((scenario) => ({ ...scenario, events: scenario.events.filter(({ type }) => isFor("order", type)) }));

/** What nothing was sold with has no key that could be remembered; a charge's is its payment intent's. */
const asksForItsKey = new Set(["a payment of something else, refunded", "a dispute that names only its charge"]);

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
function outcomeOf({ orders }: World, { orderKey, apart }: Story) {
  const others = [...orders.items.values()]
    .filter((item) => item.orderId !== orderKey && item.mergedInto !== orderKey)
    .filter(({ timeline }) => !timeline.every(({ eventId }) => apart.includes(eventId)));
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

describe.each(stories)("an order: $name", (story) => {
  const inOrder = async () => {
    const world = orderWorld(story.objects);
    await world.applyAll(story.events, settledReceive);
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
          await world.apply(event, settledReceive);
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
        const applied = Promise.all(eventsAt(order).map((event) => deliver(() => world.apply(event, settledReceive))));
        await scheduler.waitFor(applied);
        expect(outcomeOf(world, story)).toEqual(expected);
      }),
      { numRuns },
    );
  });

  it("is not written again by a replay", async () => {
    const world = orderWorld(story.objects);
    await world.applyAll(story.events, settledReceive);
    const writes = world.orders.writes();
    const asked = world.stripe.calls.length;
    await world.applyAll(story.events, settledReceive);
    expect(world.orders.writes()).toBe(writes);
    expect(asksForItsKey.has(story.name) ? asked : world.stripe.calls.length).toBe(asked);
    expect(world.metrics.total("EventsRepeated")).toBe(story.events.length);
  });
});
