import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { EventArchive } from "./event-archive.ts";
import type { EventTopic } from "./event-topic.ts";
import { NodeFunction, type NodeFunctionArgs } from "./node-function.ts";
import { Queue } from "./queue.ts";
import type { Stack } from "./stack.ts";

export interface QueueConsumerArgs {
  readonly stack: Stack;
  /** Where live events come from. */
  readonly topic: EventTopic;
  /** Where replayed events come from. */
  readonly archive: EventArchive;
  /** Stripe's types that the consumer handles, live and replayed. */
  readonly eventTypes: readonly string[];
  /** The folder in functions/, and what its function gets. */
  readonly handler: Omit<NodeFunctionArgs, "stack"> & { readonly name: string };
  readonly maxReceives?: number;
}

/** One branch of the fan-out: a queue with its dead-letter queue, fed by topic and archive, and the function on it. */
export class QueueConsumer extends pulumi.ComponentResource {
  readonly queue: Queue;
  readonly handler: NodeFunction;
  readonly replayRuleArn: pulumi.Output<string>;
  readonly replayRuleName: pulumi.Output<string>;

  constructor(name: string, args: QueueConsumerArgs, options?: pulumi.ComponentResourceOptions) {
    super("order-processing-system:queue:QueueConsumer", name, {}, options);
    const { stack, topic, archive } = args;
    const filter = { eventTypes: args.eventTypes, livemode: stack.settings.stripeMode === "live" };

    this.handler = new NodeFunction(args.handler.name, { ...args.handler, stack }, { parent: this });
    const replays = archive.replayRule(`${name}-replay`, filter, { parent: this });
    this.queue = new Queue(
      name,
      {
        stack,
        // Six times the function's timeout, so that a slow batch is not delivered twice.
        visibilityTimeoutSeconds: 6 * this.handler.timeoutSeconds,
        senders: [topic.sender(), replays.sender()],
        ...(args.maxReceives === undefined ? {} : { maxReceives: args.maxReceives }),
      },
      { parent: this },
    );
    topic.fanOutTo(name, this.queue, filter);
    replays.target(this.queue);

    const consume = this.handler.allow("consume", this.queue.consumeStatements());
    const mapping = new aws.lambda.EventSourceMapping(
      `${name}-mapping`,
      {
        eventSourceArn: this.queue.arn,
        functionName: this.handler.arn,
        batchSize: 10,
        functionResponseTypes: ["ReportBatchItemFailures"],
        // Not reserved concurrency: a throttled read would count as a receive.
        scalingConfig: { maximumConcurrency: stack.settings.consumerConcurrency },
      },
      { parent: this, dependsOn: [consume] },
    );
    this.replayRuleArn = replays.arn;
    this.replayRuleName = replays.name;
    this.registerOutputs({ queueUrl: this.queue.url, mappingId: mapping.id });
  }
}
