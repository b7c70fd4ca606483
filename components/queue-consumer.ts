import * as pulumi from "@pulumi/pulumi";
import type { Effect } from "../domain/event/types.ts";
import type { EventArchive } from "./event-archive.ts";
import type { EventTopic } from "./event-topic.ts";
import type { PartnerSource } from "./partner-source.ts";
import { visibilitySeconds } from "../functions/shared/queue-settings.ts";
import { NodeFunction, type NodeFunctionArgs } from "./node-function.ts";
import { Queue } from "./queue.ts";
import { mapQueue } from "./queue-mapping.ts";
import type { Stack } from "./stack.ts";

export interface QueueConsumerArgs {
  readonly stack: Stack;
  readonly topic: EventTopic;
  readonly archive: EventArchive;
  readonly partner: PartnerSource | undefined;
  /** Stripe's types that the consumer handles, live and replayed. */
  readonly eventTypes: readonly string[];
  /** Which part of the domain it keeps, and by whose marks its work can be known; none for what nothing else knows. */
  readonly effect?: Effect;
  /** The folder in functions/, and what its function gets. */
  readonly handler: Omit<NodeFunctionArgs, "stack"> & { readonly name: string };
  /** How long Lambda waits for a batch to fill; 0: not at all. */
  readonly batchingWindowSeconds?: number;
}

export interface ConsumerOutputs {
  readonly queueUrl: pulumi.Output<string>;
  readonly deadLetterQueueUrl: pulumi.Output<string>;
  readonly replayRuleArn: pulumi.Output<string>;
  readonly functionName: pulumi.Output<string>;
  readonly logGroupName: pulumi.Output<string>;
  /** How long a message stays in the queue that fails each time. */
  readonly retriedForSeconds: number;
  readonly eventTypes: readonly string[];
  readonly effect?: Effect;
}

/** One branch of the fan-out: a queue with its dead-letter queue, fed by topic and archive, and the function on it. */
export class QueueConsumer extends pulumi.ComponentResource {
  readonly queue: Queue;
  readonly handler: NodeFunction;
  readonly replayRuleName: pulumi.Output<string>;
  /** The handler's, in functions/. */
  readonly folder: string;
  readonly outputs: ConsumerOutputs;

  constructor(name: string, args: QueueConsumerArgs, options?: pulumi.ComponentResourceOptions) {
    super("order-processing-system:queue:QueueConsumer", name, {}, options);
    const { stack, topic, archive, partner } = args;
    const batchingWindowSeconds = args.batchingWindowSeconds ?? 0;
    const { eventTypes, effect } = args;
    const filter = { eventTypes, effect, livemode: stack.settings.stripeMode === "live" };

    this.folder = args.handler.name;
    const replays = archive.replayRule(`${name}-replay`, filter, { parent: this });
    const fromPartner = partner?.rule(name, filter, { parent: this });
    const rules = [replays, ...(fromPartner === undefined ? [] : [fromPartner])];
    this.queue = new Queue(
      name,
      {
        stack,
        visibilityTimeoutSeconds: visibilitySeconds(args.handler.timeoutSeconds, batchingWindowSeconds),
        senders: [topic.sender(), ...rules.map((rule) => rule.sender())],
      },
      { parent: this },
    );
    const environment = {
      ...args.handler.environment,
      CONSUMER: name,
      OUTAGE_HOURS: String(stack.settings.outageHours),
      STRIPE_REQUESTS_PER_SECOND: String(stack.settings.stripeRequestsPerSecond),
    };
    const access = [...args.handler.access, this.queue.canSend()];
    this.handler = new NodeFunction(this.folder, { ...args.handler, access, environment, stack }, { parent: this });
    topic.fanOutTo(name, this.queue, filter);
    for (const rule of rules) rule.target(this.queue);

    const { queue, handler } = this;
    const maximumConcurrency = stack.settings.consumerConcurrency;
    const mapping = mapQueue(name, { queue, handler, maximumConcurrency, batchingWindowSeconds }, { parent: this });
    this.replayRuleName = replays.name;
    this.outputs = {
      queueUrl: this.queue.url,
      deadLetterQueueUrl: this.queue.deadLetterQueue.url,
      replayRuleArn: replays.arn,
      functionName: this.handler.name,
      logGroupName: this.handler.logGroupName,
      retriedForSeconds: this.queue.retriedForSeconds,
      eventTypes: args.eventTypes,
      ...(args.effect === undefined ? {} : { effect: args.effect }),
    };
    this.registerOutputs({ queueUrl: this.queue.url, mappingId: mapping.id });
  }
}
