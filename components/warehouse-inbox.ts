import * as pulumi from "@pulumi/pulumi";
import type { NodeFunction } from "./node-function.ts";
import type { Grant } from "./policy.ts";
import type { Queue } from "./queue.ts";
import { queuedFunction } from "./queued-function.ts";
import type { Stack } from "./stack.ts";

export interface WarehouseInboxArgs {
  readonly stack: Stack;
  readonly access: readonly Grant[];
}

/** None where the setting `warehouseInbox` is false. */
export function warehouseInbox(args: WarehouseInboxArgs): WarehouseInbox | undefined {
  return args.stack.settings.warehouseInbox ? new WarehouseInbox("warehouse-inbox", args) : undefined;
}

/** The way back from the warehouse: a queue for whoever IAM lets send, and the function that publishes what comes as events. */
export class WarehouseInbox extends pulumi.ComponentResource {
  readonly queue: Queue;
  readonly handler: NodeFunction;

  constructor(name: string, { stack, access }: WarehouseInboxArgs, options?: pulumi.ComponentResourceOptions) {
    super("order-processing-system:warehouse:WarehouseInbox", name, {}, options);
    const description = "Brings what the warehouse reports to the consumers";
    const { queue, handler } = queuedFunction(name, { stack, senders: [], description, access }, { parent: this });
    this.queue = queue;
    this.handler = handler;
    this.registerOutputs({ queueUrl: this.queue.url });
  }
}
