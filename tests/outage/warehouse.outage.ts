import { expect, it } from "vitest";
import { problemsOf } from "../../loadtest/verify/judgement.ts";
import { type Accepted, deliver, disordered } from "../support/delivery.ts";
import { Operator } from "../support/operator.ts";
import { readOutcome } from "../support/outcome.ts";
import { Random, seedOfRun } from "../support/random.ts";
import { randomScenario, randomStock } from "../support/scenarios/random-scenario.ts";
import { System } from "../support/system.ts";
import { until } from "../support/until.ts";
import { Warehouse } from "../support/warehouse.ts";

const seed = seedOfRun();
const hours = 24;
const purchases = 20;
/** Parts of the day in which a part of the traffic comes. */
const parts = 12;

it(`the warehouse is down for a day: one redrive brings it each notice once (SEED=${seed})`, async () => {
  const system = await System.start({ timeScale: 600, stock: randomStock });
  const operator = await Operator.at(system);
  try {
    const random = new Random(seed);
    const scenarios = Array.from({ length: purchases }, (_, index) =>
      randomScenario(random.part(`purchase ${String(index)}`), `${seed}-warehouse-${String(index)}`),
    );
    for (const { objects, account } of scenarios) system.knowAtTheEnd(objects, account);
    const warehouse = await Warehouse.subscribe(system);
    await warehouse.takeNotices(false);
    const events = disordered(scenarios, random.part("deliveries"));
    const accepted: Accepted = new Map();
    const slice = Math.ceil(events.length / parts);
    for (let part = 0; part < parts; part += 1) {
      await deliver(system, events.slice(part * slice, (part + 1) * slice), 4, accepted);
      await system.run.clock.wait((hours * 3_600_000) / parts);
    }
    await system.settled(120_000);
    await until("the alarm of what the warehouse did not take", () => rings(system), 60_000);
    expect(await warehouse.received()).toEqual([]);

    await warehouse.takeNotices(true);
    expect(await operator.json(["dlq", "redrive", "warehouse", "--yes"])).toMatchObject({ left: 0 });
    await until("no alarm", async () => !(await rings(system)), 60_000);
    expect(await system.depth("dead-letter-queue")).toBe(0);
    const notices = Map.groupBy(await warehouse.received(), ({ orderId }) => String(orderId));
    const outcome = { ...(await readOutcome(system)), notices };
    expect(problemsOf(outcome, scenarios, accepted, { faults: false })).toEqual([]);
    expect(notices.size).toBeGreaterThan(purchases / 3);
  } finally {
    await operator.leave();
    await system.close();
  }
});

async function rings({ run }: System): Promise<boolean> {
  const { MetricAlarms } = await run.operator.call("cloudwatch", "DescribeAlarms", { StateValue: "ALARM" });
  return (MetricAlarms as { AlarmName: string }[]).some(({ AlarmName }) =>
    AlarmName.includes("warehouse-dead-letters"),
  );
}
