import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { EventFilter } from "./event-topic.ts";
import type { ServiceSender } from "./policy.ts";
import type { Queue } from "./queue.ts";

export interface ReplayRuleArgs {
  readonly busName: pulumi.Input<string>;
  /** Without one the rule passes every replayed event. */
  readonly filter?: EventFilter;
}

/**
 * A rule that passes replayed events, and no others, to one queue.
 * It targets a queue and never the topic: there they would be archived again, and double with each replay.
 */
export class ReplayRule extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;
  readonly name: pulumi.Output<string>;

  readonly #name: string;
  readonly #rule: aws.cloudwatch.EventRule;

  constructor(name: string, args: ReplayRuleArgs, options?: pulumi.ComponentResourceOptions) {
    super("order-processing-system:archive:ReplayRule", name, {}, options);
    this.#name = name;
    this.#rule = new aws.cloudwatch.EventRule(
      `${name}-rule`,
      {
        eventBusName: args.busName,
        description: "Replayed events of this stack's archive",
        eventPattern: JSON.stringify({
          "replay-name": [{ exists: true }],
          ...(args.filter === undefined
            ? {}
            : { "detail-type": args.filter.eventTypes, detail: { event: { livemode: [args.filter.livemode] } } }),
        }),
      },
      { parent: this },
    );
    this.arn = this.#rule.arn;
    this.name = this.#rule.name;
    this.registerOutputs({ arn: this.arn });
  }

  /** What the queue's policy must admit before it becomes the target. */
  sender(): ServiceSender {
    return { service: "events.amazonaws.com", action: "sqs:SendMessage", sourceArn: this.arn };
  }

  target(queue: Queue): aws.cloudwatch.EventTarget {
    return new aws.cloudwatch.EventTarget(
      `${this.#name}-target`,
      {
        rule: this.#rule.name,
        eventBusName: this.#rule.eventBusName,
        arn: queue.arn,
        // The queue receives what the topic would have sent it: the Stripe event alone.
        inputPath: "$.detail.event",
        deadLetterConfig: { arn: queue.deadLetterQueue.arn },
      },
      { parent: this, dependsOn: [...queue.policies] },
    );
  }
}
