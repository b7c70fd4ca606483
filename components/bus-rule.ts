import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { ServiceSender } from "./policy.ts";
import type { Queue } from "./queue.ts";

export interface BusRuleArgs {
  readonly busName: pulumi.Input<string>;
  readonly description: string;
  readonly eventPattern: object;
  /** Where in the bus event the Stripe event is: the queue receives it alone, as the topic would have sent it. */
  readonly eventPath: "$.detail" | "$.detail.event";
}

/**
 * A rule that passes events of a bus to one queue. It targets a queue and never the topic: a replayed event would be
 * archived again there, and double with each replay.
 */
export class BusRule extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;
  readonly name: pulumi.Output<string>;

  readonly #name: string;
  readonly #rule: aws.cloudwatch.EventRule;
  readonly #eventPath: BusRuleArgs["eventPath"];

  constructor(name: string, args: BusRuleArgs, options?: pulumi.ComponentResourceOptions) {
    // The type's name is part of the rules' identity: another one would replace those that are deployed.
    super("order-processing-system:archive:ReplayRule", name, {}, options);
    const { busName: eventBusName, description, eventPattern } = args;
    this.#name = name;
    this.#eventPath = args.eventPath;
    this.#rule = new aws.cloudwatch.EventRule(
      `${name}-rule`,
      { eventBusName, description, eventPattern: JSON.stringify(eventPattern) },
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
        inputPath: this.#eventPath,
        deadLetterConfig: { arn: queue.deadLetterQueue.arn },
      },
      { parent: this, dependsOn: [...queue.policies] },
    );
  }
}
