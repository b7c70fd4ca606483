import { expect } from "vitest";
import { ResourceGraph } from "../../../packages/aws-offline/graph/resource-graph.ts";
import { metricAlarmType } from "../../../packages/aws-offline/services/cloudwatch/resources.ts";
import { purchaseNamed } from "../../../packages/stripe-offline/scenarios/purchases.ts";
import type { Scenario } from "../../../packages/stripe-offline/scenarios/scenario.ts";
import { problemsOf, stockTotalProblems } from "../../../loadtest/verify/judgement.ts";
import { type Accepted, deliver } from "../delivery.ts";
import { Operator } from "../operator.ts";
import { readOutcome } from "../outcome.ts";
import { Random } from "../random.ts";
import { System } from "../system.ts";
import { until } from "../until.ts";
import { plantedBundle, type PlantedKind } from "./bundles.ts";

/** A quarter of an hour in 45 seconds. */
const timeScale = 20;
/** Each lane's purchases: 160 paid orders in five minutes. */
const lanes = 4;
const pauseMilliseconds = 8_000;
const stock = { "MUG-BLUE": 1_000_000 };

interface Planted {
  readonly kind: PlantedKind;
  /** Deployment group. */
  readonly group: string;
}

/** Of the function itself; what is near its time-out may pass it. */
const ofTheFunction = /-function-errors-|-function-duration-|-failed-records-|-api-errors-|-pipe-failures-/u;

/** Which alarms may take each back. */
const seenBy: Readonly<Record<PlantedKind, RegExp>> = {
  throws: ofTheFunction,
  hangs: ofTheFunction,
  slow: ofTheFunction,
  "drops the mail": /-mails-missing-/u,
  "mails twice": /-mails-doubled-/u,
};

export interface Played {
  readonly events: number;
  readonly deadLetters: number;
  /** E-mails that the version which sends twice sent once more. */
  readonly doubled: number;
  /** Alarms by the kind that they took back. */
  readonly rolledBack: Readonly<Record<string, string>>;
}

/**
 * Plants one bad version of each kind in one system, each on a function of its own and the two of e-mails one after the
 * other, under traffic; redrives, replays, and judges every purchase.
 * @param alter changes what the program declared
 */
export async function playPlanted(seed: string, alter = (graph: ResourceGraph) => graph): Promise<Played> {
  const random = new Random(seed);
  const system = await System.start({
    config: { "order-processing-system:rollout": "canary" },
    timeScale,
    stock,
    alter: (graph) => alter(withScaledDurations(graph)),
  });
  const operator = await Operator.at(system);
  const traffic = new Traffic(system, seed);
  try {
    const [first = "", second = "", third = ""] = random.shuffle(["inventory", "archive", "webhook"]);
    const failing: readonly Planted[] = [
      { kind: "throws", group: first },
      { kind: "hangs", group: second },
      { kind: "slow", group: third },
    ];
    // On its own, because the e-mails are compared with the orders.
    const onOrders = random.chance(0.5) ? random.pick(failing) : undefined;
    const phases: readonly (readonly Planted[])[] = [
      ...(onOrders === undefined ? [] : [[{ ...onOrders, group: "orders" }]]),
      [...failing.filter((each) => each !== onOrders), { kind: "drops the mail", group: "email" }],
      [{ kind: "mails twice", group: "email" }],
    ];
    const rolledBack: Record<string, string> = {};
    const started = new Date().toISOString();
    traffic.start();
    for (const phase of phases) Object.assign(rolledBack, await rollOut(phase, { system, operator, random }));
    traffic.stop();
    await system.settled(60_000);
    const deadLetters = await system.depth("dead-letter-queue");
    const before = await judge(system, traffic);
    // Each did what it is planted for.
    expect(before.filter(({ text }) => isMissingMail(text)).length).toBeGreaterThan(0);
    expect(before.filter(({ text }) => isDoubledMail(text)).length).toBeGreaterThan(0);

    for (const queue of Object.keys(system.run.outputs.consumers))
      await operator.run(["dlq", "redrive", queue, "--yes"]);
    expect(await operator.run(["replay", "--from", started, "--only", "email", "--yes"])).toMatchObject({ code: 0 });
    await system.settled(60_000);
    const problems = await judge(system, traffic);
    const doubled = problems.filter(({ text }) => isDoubledMail(text));
    expect(problems.filter((problem) => !doubled.includes(problem))).toEqual([]);
    expect(doubled).toEqual(before.filter(({ text }) => isDoubledMail(text)));
    return { events: traffic.accepted.size, deadLetters, doubled: doubled.length, rolledBack };
  } finally {
    traffic.stop();
    await operator.leave();
    await system.close();
  }
}

const isMissingMail = (text: string): boolean => /mails confirmation: 0\b/u.test(text);
/** What the version that sends twice did: nobody takes it back. */
const isDoubledMail = (text: string): boolean => /mails confirmation: 2\b/u.test(text);

interface Parts {
  readonly system: System;
  readonly operator: Operator;
  readonly random: Random;
}

async function rollOut(
  planted: readonly Planted[],
  { system, operator, random }: Parts,
): Promise<Record<string, string>> {
  const { lambda, outputs } = system.run;
  const repairs = planted.map(({ kind, group }) => {
    const name = outputs.rollout?.functions[group] ?? "";
    const { files = {}, timeoutSeconds: usual = 30 } = lambda.definition(`${name}:1`) ?? {};
    // Functions live on real time: two seconds are a scaled half a minute. E-mails are put off for so short a time.
    const timeoutSeconds = kind === "hangs" || kind === "slow" ? 2 : usual;
    lambda.update(name, { files: plantedBundle(files, kind, random), timeoutSeconds });
    lambda.publish(name);
    return (): void => {
      lambda.update(name, { files, timeoutSeconds: usual });
      lambda.publish(name);
    };
  });
  let alarms = await alarmsThatRollBack(planted, { system, operator });
  // E-mails of a busy machine lag, which takes a version back too: the same one is rolled out, and back, again.
  for (let attempt = 1; attempt < 3 && !areExpected(alarms); attempt += 1) {
    alarms = await alarmsThatRollBack(planted, { system, operator });
  }
  expect(areExpected(alarms), JSON.stringify(Object.fromEntries(alarms))).toBe(true);
  for (const repair of repairs) repair();
  expect(await operator.run(["rollout", "--all-at-once", "--yes"])).toMatchObject({ code: 0 });
  return Object.fromEntries(alarms);
}

function areExpected(alarms: ReadonlyMap<PlantedKind, string>): boolean {
  return [...alarms].every(([kind, names]) => seenBy[kind].test(names));
}

/** Rolls out what is newest, of which an alarm takes back each planted version. */
async function alarmsThatRollBack(
  planted: readonly Planted[],
  { system, operator }: Pick<Parts, "system" | "operator">,
): Promise<Map<PlantedKind, string>> {
  await until("quiet alarms of e-mails", async () => {
    const { MetricAlarms } = await system.run.operator.call("cloudwatch", "DescribeAlarms", { StateValue: "ALARM" });
    return (MetricAlarms as { AlarmName: string }[]).every(({ AlarmName }) => !AlarmName.includes("-mails-"));
  });
  const { code, out } = await operator.run(["rollout", "--yes", "--json"]);
  expect(code).toBe(1);
  const { outcomes } = JSON.parse(out) as { outcomes: { name: string; state: string; reason?: string }[] };
  return new Map(
    planted.map(({ kind, group }) => {
      const { state, reason = "" } = outcomes.find(({ name }) => name === group) ?? {};
      expect([kind, state]).toEqual([kind, "rolled back"]);
      return [kind, /<(?<alarms>[^>]+)>/u.exec(reason)?.[1] ?? "none"];
    }),
  );
}

async function judge(system: System, { scenarios, accepted }: Traffic) {
  const outcome = await readOutcome(system);
  return [
    ...problemsOf(outcome, scenarios, accepted, { faults: true }),
    ...stockTotalProblems(outcome, outcome.stock, stock),
  ];
}

/** Paid purchases without end. */
class Traffic {
  readonly scenarios: Scenario[] = [];
  readonly accepted: Accepted = new Map();
  readonly #system: System;
  readonly #seed: string;
  #running: AbortController | undefined;

  constructor(system: System, seed: string) {
    this.#system = system;
    this.#seed = seed;
  }

  start(): void {
    const running = new AbortController();
    this.#running = running;
    for (let lane = 0; lane < lanes; lane += 1) void this.#run(running.signal);
  }

  stop(): void {
    this.#running?.abort();
  }

  async #run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      // No more than the consumers take: what lags is an alarm of its own.
      await until("short queues", () => this.#backlog() < 4, 60_000);
      const scenario = purchaseNamed("payment", {
        seed: `${this.#seed} ${String(this.scenarios.length)}`,
        items: [{ sku: "MUG-BLUE", name: "Blue mug", quantity: 1, unitAmount: 1450 }],
        contents: "metadata",
      });
      this.scenarios.push(scenario);
      this.#system.know(scenario.objects);
      await deliver(this.#system, scenario.events, 1, this.accepted);
      await this.#system.run.clock.wait(pauseMilliseconds);
    }
  }

  #backlog(): number {
    const queues = this.#system.run.aws.sqs.stats().filter(({ name }) => !name.includes("dead-letter"));
    return Math.max(...queues.map(({ visible }) => visible));
  }
}

/** The alarms of functions' durations by the time-out that is left of a scaled one. */
function withScaledDurations(graph: ResourceGraph): ResourceGraph {
  const resources = graph.resources.map((resource) => {
    const isDuration = resource.type === metricAlarmType.token && resource.inputs["metricName"] === "Duration";
    return isDuration ? { ...resource, inputs: { ...resource.inputs, threshold: 1600 } } : resource;
  });
  return new ResourceGraph(resources, graph.outputs);
}
