import { expect, it } from "vitest";
import type { Fault } from "../../offline/fault-plan.ts";
import { problemsOf } from "../../loadtest/verify/judgement.ts";
import { readConsumer } from "../../ops/consumers.ts";
import { type Accepted, deliver, disordered } from "../support/delivery.ts";
import { readOutcome } from "../support/outcome.ts";
import { Random, seedOfRun } from "../support/random.ts";
import { randomScenario, randomStock } from "../support/scenarios/random-scenario.ts";
import { System } from "../support/system.ts";
import { until } from "../support/until.ts";

/** A failure prints it; `SEED=... npm run test:outage` draws the same order of events again. */
const seed = seedOfRun();

/** `HOURS=6 npm run test:outage` for a real one's length. */
const hours = Number(process.env["HOURS"] ?? 2);

interface Outage {
  readonly name: string;
  readonly purchases: number;
  readonly faults: readonly Fault[];
  /** Consumers whose messages wait so long that their alarm rings. */
  readonly rings: readonly string[];
}

const outages: readonly Outage[] = [
  {
    name: "Stripe",
    purchases: 15,
    faults: [{ at: "stripe", fails: "error", times: "always" }],
    rings: ["orders", "email", "inventory"],
  },
  {
    name: "SES",
    // Its client's retries, mail by mail, last for minutes by the scaled clock.
    purchases: 4,
    faults: [{ at: "call", service: "ses", action: "SendEmail", fails: "throttle", times: "always" }],
    rings: ["email"],
  },
  {
    name: "DynamoDB",
    purchases: 15,
    faults: [{ at: "call", service: "dynamodb", fails: "throttle", times: "always", caller: "processor" }],
    rings: ["orders", "email", "inventory"],
  },
];

/** Parts of the outage in which a part of the traffic comes. */
const parts = 12;
const hour = 3_600_000;

it.concurrent.each(outages)(
  `of $name for ${String(hours)} hours is waited out without a loss, and poison dies meanwhile (SEED=${seed})`,
  async ({ name, purchases, faults, rings }) => {
    const system = await System.start({
      // A visibility timeout of three minutes is three seconds; the clients' own retries take as long as on AWS.
      timeScale: 60,
      stock: randomStock,
    });
    try {
      const random = new Random(`${seed} ${name}`);
      const scenarios = Array.from({ length: purchases }, (_, index) =>
        randomScenario(random.part(`purchase ${String(index)}`), `${seed}-${name}-${String(index)}`),
      );
      for (const { objects, account } of scenarios) system.knowAtTheEnd(objects, account);
      const events = disordered(scenarios, random.part("deliveries"));
      const outage = system.run.faults.add({ seed: 1, faults: [...faults] });
      await system.run.operator.call("sqs", "SendMessage", {
        QueueUrl: readConsumer("orders", system.run.outputs).queueUrl,
        MessageBody: "{ not json",
      });
      const accepted: Accepted = new Map();
      const slice = Math.ceil(events.length / parts);
      for (let part = 0; part < parts; part += 1) {
        await deliver(system, events.slice(part * slice, (part + 1) * slice), 4, accepted);
        await system.run.clock.wait((hours * hour) / parts);
      }
      await until("alarms of what waits", async () => includesAll(await ringing(system), rings), 60_000);
      outage.remove();
      await system.settled(240_000);

      expect(problemsOf(await readOutcome(system), scenarios, accepted, { faults: false })).toEqual([]);
      expect(await system.depth("dead-letter-queue")).toBe(1);
      expect(await system.depth("orders-dead-letter-queue")).toBe(1);
      await until("no alarm of what waits", async () => (await ringing(system)).length === 0, 60_000);
    } finally {
      await system.close();
    }
  },
);

/** Consumers whose messages wait for longer than is usual. */
async function ringing({ run }: System): Promise<string[]> {
  const { MetricAlarms } = await run.operator.call("cloudwatch", "DescribeAlarms", { StateValue: "ALARM" });
  const names = (MetricAlarms as { AlarmName: string }[]).map(({ AlarmName }) => AlarmName);
  return Object.keys(run.outputs.consumers).filter((consumer) =>
    names.some((name) => name.includes(`-${consumer}-waiting`)),
  );
}

function includesAll(found: readonly string[], wanted: readonly string[]): boolean {
  return wanted.every((each) => found.includes(each));
}
