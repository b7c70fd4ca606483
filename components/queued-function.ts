import type * as pulumi from "@pulumi/pulumi";
import { visibilitySeconds } from "../functions/shared/queue-settings.ts";
import { NodeFunction } from "./node-function.ts";
import type { Grant } from "./policy.ts";
import { Queue, type QueueArgs } from "./queue.ts";
import { mapQueue } from "./queue-mapping.ts";

export interface QueuedFunctionArgs extends Pick<QueueArgs, "stack" | "senders"> {
  readonly description: string;
  readonly access: readonly Grant[];
}

export interface QueuedFunction {
  readonly queue: Queue;
  readonly handler: NodeFunction;
}

/** A queue that something else than the topic fills, and the function that takes its messages, by `createQueueRuntime`. */
export function queuedFunction(
  name: string,
  { stack, senders, description, access }: QueuedFunctionArgs,
  options: pulumi.ComponentResourceOptions,
): QueuedFunction {
  const queue = new Queue(name, { stack, visibilityTimeoutSeconds: visibilitySeconds(), senders }, options);
  const handler = new NodeFunction(
    name,
    {
      stack,
      description,
      access: [...access, queue.canSend()],
      environment: { CONSUMER: name, OUTAGE_HOURS: String(stack.settings.outageHours) },
    },
    options,
  );
  // Lambda's least: bounces and parcels are few.
  mapQueue(name, { queue, handler, maximumConcurrency: 2 }, options);
  return { queue, handler };
}
