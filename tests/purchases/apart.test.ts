import { describe, expect, it } from "vitest";
import { samplePurchase } from "../../packages/stripe-offline/samples/index.ts";
import { paidScenario } from "../../packages/stripe-offline/scenarios/common.ts";
import { revisedEvent } from "../../packages/stripe-offline/scenarios/revise.ts";
import { type Consumer, consumers, CoreWorld } from "./core-world.ts";
import { judge, playInOrder, deliveriesOf } from "./judge.ts";

describe("test events of the dashboard, which share one id", () => {
  it("are each processed", async () => {
    const plain = paidScenario("payment", "refunded in part", false, { seed: "test events" });
    const [, completed, refund] = plain.events;
    if (completed === undefined || refund === undefined) throw new Error("no such event");
    const id = "evt_00000000000000";
    const scenario = {
      ...plain,
      events: [
        { ...completed, id },
        { ...refund, id },
      ],
    };
    const world = await playInOrder(scenario, deliveriesOf(scenario.events));
    expect(judge(world, scenario)).toEqual([]);
  });
});

describe("a subscription whose billing starts later", () => {
  it("is one paid order under its first invoice, and none that waits for a payment", async () => {
    const options = { seed: "later" } as const;
    const { events, objects } = samplePurchase({ ...options, kind: "subscription" });
    const renewal = samplePurchase({ ...options, kind: "renewal" });
    const unbilled = { invoice: null, payment_status: "no_payment_required", amount_total: 0 } as const;
    const session = revisedEvent(events.completed, { "checkout.session": unbilled });
    const world = new CoreWorld([...objects, ...renewal.objects], { stock: { "MUG-BLUE": 10, "TEE-M": 10 } });
    for (const event of [session, ...renewal.story]) {
      for (const consumer of consumers satisfies readonly Consumer[]) await world.deliver(consumer, event);
    }
    const { orders, reservations, mails } = world.outcome;
    expect(orders.get(renewal.orderKey)).toMatchObject({ status: "paid" });
    expect([...orders.values()].map(({ status }) => status)).not.toContain("awaiting-payment");
    expect([...reservations.values()].map(({ status }) => status)).toEqual(["reserved"]);
    expect([...(mails ?? new Map<string, number>())].map(([key, count]) => [key.split(" ")[1], count])).toEqual([
      ["receipt", 1],
    ]);
    expect(world.deadLetters).toEqual([]);
  });
});
