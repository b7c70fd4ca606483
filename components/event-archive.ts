import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { mostReceives, visibilitySeconds } from "../functions/shared/queue-settings.ts";
import { BusRule } from "./bus-rule.ts";
import { detailTypesOf, effectPattern, type EventFilter, type EventTopic } from "./event-topic.ts";
import { EventPipe } from "./event-pipe.ts";
import { NodeFunction, type NodeFunctionArgs } from "./node-function.ts";
import type { PartnerSource } from "./partner-source.ts";
import { PipeRole } from "./pipe-role.ts";
import type { ServiceSender } from "./policy.ts";
import { Queue } from "./queue.ts";
import type { Stack } from "./stack.ts";

/**
 * Three of SNS's largest messages (256 KB) fit into the 1 MiB that the bus takes at once; a fourth might not, and the batch
 * would come back until it is given up.
 */
const largestBatch = 3;

export interface EventArchiveArgs {
  readonly stack: Stack;
  readonly topic: EventTopic;
  readonly partner: PartnerSource | undefined;
  /** Turns a batch of queue messages into the bus events' details. */
  readonly enricher: Omit<NodeFunctionArgs, "stack">;
}

/**
 * The branch that keeps every raw event: queue, pipe with the enricher, bus and archive, and a way to read the archive,
 * which AWS has no call for: the inspection rule and queue.
 */
export class EventArchive extends pulumi.ComponentResource {
  readonly queue: Queue;
  readonly inspection: Queue;
  readonly handler: NodeFunction;
  readonly busName: pulumi.Output<string>;
  readonly archiveArn: pulumi.Output<string>;
  readonly inspectionRuleArn: pulumi.Output<string>;
  readonly inspectionRuleName: pulumi.Output<string>;
  readonly pipeName: pulumi.Output<string>;

  constructor(name: string, args: EventArchiveArgs, options?: pulumi.ComponentResourceOptions) {
    super("order-processing-system:archive:EventArchive", name, {}, options);
    const { stack, topic, partner } = args;

    const source = stack.settings.stripeEventSource;
    const environment = {
      ...args.enricher.environment,
      ...(source === undefined ? {} : { STRIPE_EVENT_SOURCE: source }),
    };
    this.handler = new NodeFunction("event-enricher", { ...args.enricher, environment, stack }, { parent: this });
    const busName = `${stack.project}-${stack.stage}`;
    const undecryptable: ServiceSender = {
      service: "events.amazonaws.com",
      action: "sqs:SendMessage",
      // Written out, because the queue's policy names the bus before the bus exists.
      sourceArn: pulumi.interpolate`arn:aws:events:${stack.region}:${stack.accountId}:event-bus/${busName}`,
    };
    const fromPartner = partner?.rule(name, undefined, { parent: this });
    // A partner bus brings messages as large as the bus itself takes.
    const batching =
      partner === undefined
        ? { batchSize: largestBatch, batchingWindowSeconds: stack.settings.archiveWindowSeconds }
        : { batchSize: 1, batchingWindowSeconds: 0 };
    const visibilityTimeoutSeconds = visibilitySeconds(this.handler.timeoutSeconds, batching.batchingWindowSeconds);
    this.queue = new Queue(
      name,
      {
        stack,
        visibilityTimeoutSeconds,
        // No message's content makes the enricher fail: what does is an outage, and outlasts it here.
        maxReceives: Math.max(mostReceives, Math.ceil((stack.settings.outageHours * 3600) / visibilityTimeoutSeconds)),
        senders: [topic.sender(), ...(fromPartner === undefined ? [] : [fromPartner.sender()])],
        ...(stack.key === undefined ? {} : { deadLetterSenders: [undecryptable] }),
      },
      { parent: this },
    );
    const bus = new aws.cloudwatch.EventBus(
      `${name}-bus`,
      {
        name: busName,
        description: "Every Stripe event of this stack",
        // What the bus cannot encrypt would be lost without a queue for it.
        ...(stack.key === undefined
          ? {}
          : { kmsKeyIdentifier: stack.key.arn, deadLetterConfig: { arn: this.queue.deadLetterQueue.arn } }),
      },
      { parent: this, dependsOn: [...this.queue.policies], ...stack.keepsData },
    );
    const archive = new aws.cloudwatch.EventArchive(
      name,
      {
        eventSourceArn: bus.arn,
        description: "Every Stripe event of this stack, as received",
        // A replayed event carries replay-name; without this it would be kept a second time.
        eventPattern: JSON.stringify({ source: ["stripe"], "replay-name": [{ exists: false }] }),
        retentionDays: stack.settings.archiveRetentionDays,
        kmsKeyIdentifier: stack.key?.arn,
      },
      { parent: this, ...stack.keepsData },
    );
    topic.fanOutTo(name, this.queue);
    fromPartner?.target(this.queue);
    this.busName = bus.name;
    this.archiveArn = archive.arn;

    const pipeName = `${name}-pipe`;
    const moved = { stack, source: this.queue, enricher: this.handler, busArn: bus.arn };
    const role = new PipeRole(pipeName, moved, { parent: this });
    const inspection = this.replayRule("inspection", undefined, { parent: this });
    this.inspection = new Queue(
      "inspection",
      {
        stack,
        // Long enough for an operator's command to read a batch, write it down and delete it.
        visibilityTimeoutSeconds: 120,
        senders: [inspection.sender()],
        // A queue takes half a minute to create, in which IAM makes the role's policy known.
        after: [role.policy],
      },
      { parent: this },
    );
    const pipe = new EventPipe(
      pipeName,
      { ...moved, ...batching, role, after: [archive, this.inspection] },
      { parent: this },
    );
    this.pipeName = pipe.name;
    inspection.target(this.inspection);
    this.inspectionRuleArn = inspection.arn;
    this.inspectionRuleName = inspection.name;
    this.registerOutputs({ busName: this.busName, archiveArn: this.archiveArn, pipeName: this.pipeName });
  }

  /** A rule for this archive's replayed events; without a filter it passes all of them. */
  replayRule(name: string, filter: EventFilter | undefined, options: pulumi.ComponentResourceOptions): BusRule {
    const eventPattern = {
      "replay-name": [{ exists: true }],
      ...(filter === undefined
        ? {}
        : {
            "detail-type": detailTypesOf(filter),
            detail: { event: { livemode: [filter.livemode] }, ...effectPattern(filter) },
          }),
    };
    const description = "Replayed events of this stack's archive";
    return new BusRule(
      name,
      { busName: this.busName, description, eventPattern, eventPath: "$.detail.event" },
      options,
    );
  }
}
