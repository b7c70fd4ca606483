import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { everyPurchase } from "../../packages/stripe-offline/scenarios/purchases.ts";
import { CoreWorld, type CoreWorldOptions } from "./core-world.ts";
import { contentsIn, deliveriesOf, judge, playInOrder, stockFor } from "./judge.ts";

/** More with PROPERTY_RUNS=1000; a failure prints its seed. */
const numRuns = Number(process.env["PROPERTY_RUNS"] ?? 2);

/** Stripe's lists are seconds behind; a message comes back after minutes. */
const longestLagMilliseconds = 20_000;

const scenarios = everyPurchase(() => ({ seed: "purchases" }));

describe.each(scenarios.map((scenario) => [scenario.name, scenario] as const))("a purchase: %s", (_name, scenario) => {
  const deliveries = deliveriesOf(scenario.events);
  const places = deliveries.map((_, place) => place);
  const disorder = fc
    .subarray(places)
    .map((repeated) => [...places, ...repeated])
    .chain((all) => fc.shuffledSubarray(all, { minLength: all.length }))
    .map((order) => order.flatMap((place) => deliveries[place] ?? []));
  const lag = fc
    .array(fc.integer({ min: 0, max: longestLagMilliseconds }), {
      minLength: scenario.objects.length,
      maxLength: scenario.objects.length,
    })
    .map((lags) => new Map<unknown, number>(scenario.objects.map(({ id }, index) => [id, lags[index] ?? 0])))
    .map(
      (byId): CoreWorldOptions["listedAfter"] =>
        ({ id }) =>
          byId.get(id) ?? 0,
    );

  it("comes out right in its usual order", async () => {
    expect(judge(await playInOrder(scenario), scenario)).toEqual([]);
  });

  it("comes out right in any order, with repetitions", async () => {
    const usual = contentsIn(await playInOrder(scenario));
    await fc.assert(
      fc.asyncProperty(disorder, async (order) => {
        const world = await playInOrder(scenario, order);
        expect(judge(world, scenario)).toEqual([]);
        expect(contentsIn(world)).toEqual(usual);
      }),
      { numRuns },
    );
  });

  it("comes out right in any order while Stripe's lists lag", async () => {
    await fc.assert(
      fc.asyncProperty(disorder, lag, async (order, listedAfter) => {
        expect(judge(await playInOrder(scenario, order, { listedAfter }), scenario)).toEqual([]);
      }),
      { numRuns },
    );
  });

  it("comes out right when all consumers work at the same time", async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), disorder, lag, async (scheduler, order, listedAfter) => {
        const around: CoreWorldOptions["around"] = async (call) => {
          await scheduler.schedule(Promise.resolve());
          return call();
        };
        const world = new CoreWorld(scenario.objects, { stock: stockFor(scenario), listedAfter, around });
        await scheduler.waitFor(Promise.all(order.map(({ consumer, event }) => world.deliver(consumer, event))));
        expect(judge(world, scenario)).toEqual([]);
      }),
      { numRuns },
    );
  });

  it("is not touched by a replay of everything", async () => {
    const world = await playInOrder(scenario);
    const before = structuredClone(world.outcome);
    for (const { consumer, event } of deliveries) await world.deliver(consumer, event);
    expect(world.outcome).toEqual(before);
  });
});
