import * as pulumi from "@pulumi/pulumi";
import { NodeFunction, usualTimeoutSeconds } from "./node-function.ts";
import type { Grant } from "./policy.ts";
import { Queue } from "./queue.ts";
import { mapQueue } from "./queue-mapping.ts";
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
    this.queue = new Queue(
      name,
      { stack, visibilityTimeoutSeconds: 6 * usualTimeoutSeconds, senders: [] },
      { parent: this },
    );
    this.handler = new NodeFunction(
      name,
      {
        stack,
        description: "Brings what the warehouse reports to the consumers",
        access: [...access, this.queue.canSend()],
        environment: { CONSUMER: name, OUTAGE_HOURS: String(stack.settings.outageHours) },
      },
      { parent: this },
    );
    // Lambda's least: a parcel takes a person minutes.
    mapQueue(name, { queue: this.queue, handler: this.handler, maximumConcurrency: 2 }, { parent: this });
    this.registerOutputs({ queueUrl: this.queue.url });
  }
}
