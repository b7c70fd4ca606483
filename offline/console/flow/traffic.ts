import type { Aws } from "../../../packages/aws-offline/services/start.ts";
import type { LambdaService } from "../../../packages/aws-offline/services/lambda/runtime/types.ts";

/** What passed a hop since the start of the run. */
export type Passed = readonly [count: number, failed: number];

/**
 * The hops that events pass, as `flow/topology.ts` names them: `invoke:FUNCTION`, `deliver:QUEUE` (by SNS),
 * `replay:QUEUE` (by a replay rule) and `call:ROLE:SERVICE:RESOURCE` for the calls that write.
 */
export type Hop = string;

const writes = /^(?:Put|Update|Transact|Publish|Send)/u;

/** Counts what passes each hop. */
export class Traffic {
  readonly #counts = new Map<Hop, Passed>();
  #version = 0;

  constructor(aws: Pick<Aws, "gateway" | "sqs">, lambda: Pick<LambdaService, "onInvocation">) {
    lambda.onInvocation(({ functionName, ok }) => this.#count(`invoke:${functionName}`, ok));
    aws.gateway.onCall(({ principal, service, action, resources, outcome }) => {
      if (!writes.test(action)) return;
      for (const arn of resources) this.#count(callHop(lastPart(principal), service, lastPart(arn)), outcome === "ok");
    });
    aws.sqs.interceptDeliveries((deliveries) => {
      // A replayed message carries no attributes: SNS's always do.
      for (const { queueArn, attributes } of deliveries) {
        const by = Object.keys(attributes).length === 0 ? "replay" : "deliver";
        this.#count(`${by}:${lastPart(queueArn)}`, true);
      }
      return deliveries;
    });
  }

  /** Grows with every count. */
  get version(): number {
    return this.#version;
  }

  counts(): Readonly<Record<Hop, Passed>> {
    return Object.fromEntries(this.#counts);
  }

  #count(hop: Hop, ok: boolean): void {
    const [count, failed] = this.#counts.get(hop) ?? [0, 0];
    this.#counts.set(hop, [count + 1, failed + (ok ? 0 : 1)]);
    this.#version += 1;
  }
}

export function callHop(role: string, service: string, resource: string): Hop {
  return `call:${role}:${service}:${resource}`;
}

export function lastPart(arn: string): string {
  return arn.split(/[:/]/u).at(-1) ?? arn;
}
