import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Grant, ServiceSender } from "./policy.ts";
import type { Queue } from "./queue.ts";
import type { Stack } from "./stack.ts";
import { type Effect, isOwnEventType } from "../domain/event/types.ts";

/** Which events of the topic a queue receives; the attributes are the ones that stripe-webhook sets. */
export interface EventFilter {
  readonly eventTypes: readonly string[];
  readonly livemode: boolean;
  /** Leaves out the events that cannot have it (`domain/event/fewer-effects.ts`). */
  readonly effect?: Effect | undefined;
}

/** What passes by the effects that an event is said to have; one that is said to have none in particular has all. */
export function effectPattern({ effect }: EventFilter): { readonly effects?: readonly unknown[] } {
  return effect === undefined ? {} : { effects: [effect, { exists: false }] };
}

/** A bus has a thin event under its own type; the topic's attribute leaves `v1.` out. */
export function detailTypesOf({ eventTypes }: EventFilter): string[] {
  return eventTypes.flatMap((type) => (isOwnEventType(type) ? [type] : [type, `v1.${type}`]));
}

/** The topic that every verified Stripe event is published to. */
export class EventTopic extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;
  readonly name: pulumi.Output<string>;

  readonly #key: Stack["key"];

  constructor(name: string, args: { readonly stack: Stack }, options?: pulumi.ComponentResourceOptions) {
    super("order-processing-system:events:EventTopic", name, {}, options);
    const { key } = args.stack;
    const topic = new aws.sns.Topic(`${name}-topic`, { kmsMasterKeyId: key?.arn ?? "alias/aws/sns" }, { parent: this });
    this.#key = key;
    this.arn = topic.arn;
    this.name = topic.name;
    this.registerOutputs({ arn: this.arn });
  }

  canPublish(): Grant {
    return {
      statements: [
        { actions: ["sns:Publish"], resources: [this.arn] },
        ...(this.#key === undefined ? [] : [this.#key.encryptThrough("sns")]),
      ],
      environment: { SNS_TOPIC_ARN: this.arn },
    };
  }

  /** What a queue's policy must admit before it is subscribed. */
  sender(): ServiceSender {
    return { service: "sns.amazonaws.com", action: "sqs:SendMessage", sourceArn: this.arn };
  }

  /**
   * Subscribes a queue, with the queue's dead-letter queue for what SNS cannot deliver.
   * @param filter without one the queue receives every event
   */
  fanOutTo(name: string, queue: Queue, filter?: EventFilter): aws.sns.TopicSubscription {
    return new aws.sns.TopicSubscription(
      `${name}-subscription`,
      {
        topic: this.arn,
        protocol: "sqs",
        endpoint: queue.arn,
        // The body is the Stripe event as received, without SNS's envelope.
        rawMessageDelivery: true,
        redrivePolicy: pulumi.jsonStringify({ deadLetterTargetArn: queue.deadLetterQueue.arn }),
        ...(filter === undefined
          ? {}
          : {
              filterPolicyScope: "MessageAttributes",
              filterPolicy: JSON.stringify({
                event_type: filter.eventTypes,
                livemode: [String(filter.livemode)],
                ...effectPattern(filter),
              }),
            }),
      },
      { parent: queue, dependsOn: [...queue.policies] },
    );
  }
}
