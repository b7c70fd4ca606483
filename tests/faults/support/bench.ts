import type { SampleEvent, SampleThinEvent } from "../../../packages/stripe-offline/samples/index.ts";
import type { FaultCount } from "../../../packages/aws-offline/faults/active-fault.ts";
import type { Fault } from "../../../offline/fault-plan.ts";
import type { FaultPlan } from "../../../packages/aws-offline/faults/plan.ts";
import { ResourceGraph } from "../../../packages/aws-offline/graph/resource-graph.ts";
import type { RunOptions } from "../../../offline/run.ts";
import { System } from "../../support/system.ts";
import { until } from "../../support/until.ts";
import { type Case, initialStock } from "./cases.ts";

/** The functions whose calls are failed, by the name that their queue has. */
export const branches = ["orders", "email", "inventory", "archive"] as const;
export type Branch = (typeof branches)[number];

const functions: Readonly<Record<Branch, string>> = {
  orders: "order-processor",
  email: "email-processor",
  inventory: "inventory-processor",
  archive: "event-enricher",
};

export function functionOf(branch: Branch): string {
  return functions[branch];
}

/** Of an event that is not accepted Stripe sends it again for three days, a test so often. */
const mostPosts = 6;
const lanes = 6;

/** What fails comes back after half a second; while it is worked on, its visibility timeout is the real one. */
const timeScale = 360;

/** One message a batch, so that what a function does while it handles an event concerns that event alone. */
function oneByOne(graph: ResourceGraph): ResourceGraph {
  const resources = graph.resources.map((resource) => {
    const { sourceParameters, batchSize } = resource.inputs;
    if (batchSize !== undefined) return { ...resource, inputs: { ...resource.inputs, batchSize: 1 } };
    if (sourceParameters === undefined) return resource;
    return { ...resource, inputs: { ...resource.inputs, sourceParameters: { sqsQueueParameters: { batchSize: 1 } } } };
  });
  return new ResourceGraph(resources, graph.outputs);
}

export async function startBench(options: Partial<RunOptions> = {}): Promise<Bench> {
  // What fails for ever is a dead letter at once: tests/outage has the waits.
  const config = { "order-processing-system:outageHours": "0", ...options.config };
  return new Bench(await System.start({ timeScale, alter: oneByOne, ...options, config }));
}

/** The offline run with what the cases of a fault need. */
export class Bench {
  readonly system: System;

  constructor(system: System) {
    this.system = system;
  }

  /** Makes the cases' stock and Stripe objects known and works off what comes before their events. */
  async prepare(cases: readonly Case[]): Promise<void> {
    const { operator, outputs } = this.system.run;
    for (const { objects, account, skus, event, posted } of cases) {
      this.system.know(objects, account);
      if (posted !== event) this.system.run.stripe?.put(event);
      for (const sku of skus) {
        await operator.putItem(outputs.inventoryTable, {
          pk: `stock#${sku}`,
          sku,
          available: initialStock,
          reserved: 0,
        });
      }
    }
    const longest = Math.max(0, ...cases.map(({ before }) => before.length));
    for (let step = 0; step < longest; step += 1) {
      await this.sendAll(cases.flatMap(({ before }) => before[step] ?? []));
      await this.settled();
    }
  }

  /** Posts events as Stripe does. @returns the responses' statuses by event id */
  async sendAll(events: readonly (SampleEvent | SampleThinEvent)[]): Promise<Map<string, number[]>> {
    const responses = new Map<string, number[]>();
    const waiting = [...events];
    const lane = async (): Promise<void> => {
      for (let event = waiting.shift(); event !== undefined; event = waiting.shift()) {
        const statuses: number[] = [];
        responses.set(event.id, statuses);
        while (statuses.at(-1) !== 200 && statuses.length < mostPosts) {
          statuses.push((await this.system.send(event)).status);
        }
      }
    };
    await Promise.all(Array.from({ length: lanes }, lane));
    return responses;
  }

  /**
   * Lets one branch take the events, with a plan at work, and the others without it only once that is done with them: so
   * its calls are the same each time, and the faults are its alone.
   */
  async sendTo(
    branch: Branch | undefined,
    events: readonly (SampleEvent | SampleThinEvent)[],
    plan: FaultPlan<Fault> = { faults: [] },
    whenDone: () => void = () => undefined,
  ): Promise<{ readonly responses: Map<string, number[]>; readonly counts: readonly FaultCount[] }> {
    const { counts, remove } = this.system.run.faults.add(plan);
    try {
      if (branch !== undefined) this.#enableOnly(branch);
      const responses = await this.sendAll(events);
      await this.settled(branch);
      return { responses, counts };
    } finally {
      remove();
      whenDone();
      this.#enableOnly();
      await this.settled();
    }
  }

  /** Puts dead letters back, as an operator does who found what was wrong. */
  async redrive(branch: Branch, bodies: readonly string[]): Promise<void> {
    const { operator, outputs } = this.system.run;
    for (const MessageBody of bodies) {
      await operator.call("sqs", "SendMessage", { QueueUrl: outputs.queueUrls[branch], MessageBody });
    }
    await this.settled();
  }

  /** Until all queues, or the branch's, are empty. */
  async settled(branch?: Branch): Promise<void> {
    const { aws, faults } = this.system.run;
    const polled = this.#pollers().filter(({ queueArn }) => branch === undefined || isOf(branch, queueArn));
    const sources = new Set(polled.map(({ queueArn }) => queueArn));
    await until(
      `the queues of ${branch ?? "all branches"} empty`,
      async () => {
        const queues = aws.sqs.stats().filter(({ arn }) => sources.has(arn));
        return (
          faults.held === 0 && queues.every(({ visible, inFlight, delayed }) => visible + inFlight + delayed === 0)
        );
      },
      280_000,
    );
  }

  close(): Promise<void> {
    return this.system.close();
  }

  #enableOnly(branch?: Branch): void {
    for (const { queueArn, poller } of this.#pollers()) {
      poller.setEnabled(branch === undefined || isOf(branch, queueArn));
    }
  }

  #pollers() {
    const { mappings, pipes } = this.system.run.compute;
    return [
      ...mappings.map((poller) => ({ queueArn: poller.definition.queueArn, poller })),
      ...pipes.map((poller) => ({ queueArn: poller.definition.sourceQueueArn, poller })),
    ];
  }
}

function isOf(branch: Branch, queueArn: string): boolean {
  return queueArn.includes(`-${branch}-queue`);
}
