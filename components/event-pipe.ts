import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { NodeFunction } from "./node-function.ts";
import type { PipeRole } from "./pipe-role.ts";
import type { Queue } from "./queue.ts";

export interface EventPipeArgs {
  readonly role: PipeRole;
  readonly source: Queue;
  readonly enricher: NodeFunction;
  readonly busArn: pulumi.Input<string>;
  /** Messages that are enriched, and put on the bus, at once. */
  readonly batchSize: number;
  /** How long the pipe waits for a batch of that size. */
  readonly batchingWindowSeconds: number;
  /**
   * Slow things that wait for the role's policy: the provider does not retry CreatePipe while IAM settles, and shows no
   * difference for a pipe whose creation failed.
   */
  readonly after: readonly pulumi.Resource[];
}

/** Moves each message of a queue, enriched, to an event bus. The queue's dead-letter queue is the pipe's. */
export class EventPipe extends pulumi.ComponentResource {
  readonly name: pulumi.Output<string>;

  constructor(name: string, args: EventPipeArgs, options?: pulumi.ComponentResourceOptions) {
    super("order-processing-system:archive:EventPipe", name, {}, options);
    const { role, source, enricher } = args;
    const pipe = new aws.pipes.Pipe(
      name,
      {
        name: role.pipeName,
        roleArn: role.arn,
        source: source.arn,
        sourceParameters: {
          sqsQueueParameters: {
            batchSize: args.batchSize,
            maximumBatchingWindowInSeconds: args.batchingWindowSeconds,
          },
        },
        enrichment: enricher.invokedArn,
        target: args.busArn,
        // The enricher's response is the event's detail whole, so that no template can drop a part of it.
        targetParameters: { eventbridgeEventBusParameters: { source: "stripe", detailType: "$.event.type" } },
      },
      { parent: this, dependsOn: [role.policy, ...args.after] },
    );
    this.name = pipe.name;
    this.registerOutputs({ name: this.name });
  }
}
