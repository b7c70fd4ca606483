import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { admit, deadLetterQueue } from "./queue.ts";
import { resourcePolicy, type Grant, type ServiceSender } from "./policy.ts";
import type { Stack } from "./stack.ts";

export interface NoticeTopicArgs {
  readonly stack: Stack;
  /** HTTPS URL or e-mail address that the notices go to; it must confirm the subscription itself. */
  readonly endpoint: string | undefined;
  /** Others that the notices go to, likewise. */
  readonly further?: readonly string[];
  /** The environment variable by which a function finds the topic. */
  readonly variable?: string;
  /** CloudWatch's alarms of this account publish here. */
  readonly takesAlarms?: boolean;
  /** A dead-letter queue takes what SNS cannot deliver to the endpoint; other subscriptions of the topic may use it too. */
  readonly keepsUndelivered?: boolean;
}

/** A topic that notifies people or foreign systems. */
export class NoticeTopic extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;
  readonly name: pulumi.Output<string>;

  readonly #variable: string | undefined;
  readonly #key: Stack["key"];
  readonly #deadLetterQueue: aws.sqs.Queue | undefined;

  constructor(name: string, args: NoticeTopicArgs, options?: pulumi.ComponentResourceOptions) {
    super("order-processing-system:notice:NoticeTopic", name, {}, options);
    const { stack, endpoint } = args;
    const takesAlarms = args.takesAlarms ?? false;

    // CloudWatch cannot use the AWS-managed key, so without a key of its own a topic for alarms goes without.
    const topic = new aws.sns.Topic(
      `${name}-topic`,
      { kmsMasterKeyId: stack.key?.arn ?? (takesAlarms ? undefined : "alias/aws/sns") },
      { parent: this },
    );
    if (takesAlarms) {
      const alarms: ServiceSender = {
        service: "cloudwatch.amazonaws.com",
        action: "sns:Publish",
        sourceArn: pulumi.interpolate`arn:aws:cloudwatch:${stack.region}:${stack.accountId}:alarm:*`,
      };
      new aws.sns.TopicPolicy(
        `${name}-policy`,
        { arn: topic.arn, policy: resourcePolicy(topic.arn, [alarms]) },
        { parent: this },
      );
    }
    const undelivered = args.keepsUndelivered === true ? deadLetterQueue(name, stack, { parent: this }) : undefined;
    const sender: ServiceSender = { service: "sns.amazonaws.com", action: "sqs:SendMessage", sourceArn: topic.arn };
    const policies = undelivered === undefined ? [] : admit(`${name}-dead-letter-policy`, undelivered, [sender], this);
    const redrive =
      undelivered === undefined
        ? {}
        : { redrivePolicy: pulumi.jsonStringify({ deadLetterTargetArn: undelivered.arn }) };
    const subscribe = (subscription: string, to: string): void => {
      const protocol = to.startsWith("https://") ? "https" : "email";
      new aws.sns.TopicSubscription(
        subscription,
        { topic: topic.arn, protocol, endpoint: to, ...redrive },
        { parent: this, dependsOn: policies },
      );
    };
    if (endpoint !== undefined) subscribe(`${name}-subscription`, endpoint);
    // Named by what it is, so that none is replaced, and has to be confirmed again, because another one goes.
    for (const to of args.further ?? []) subscribe(`${name}-subscription-${to}`, to);
    this.#deadLetterQueue = undelivered;
    this.arn = topic.arn;
    this.name = topic.name;
    this.#variable = args.variable;
    this.#key = stack.key;
    this.registerOutputs({ arn: this.arn });
  }

  get deadLetterQueue(): aws.sqs.Queue {
    if (this.#deadLetterQueue !== undefined) return this.#deadLetterQueue;
    throw new Error("NoticeTopic.deadLetterQueue: give the topic `keepsUndelivered` first");
  }

  canPublish(): Grant {
    if (this.#variable === undefined) throw new Error("NoticeTopic.canPublish: give the topic a `variable` first");
    return {
      statements: [
        { actions: ["sns:Publish"], resources: [this.arn] },
        ...(this.#key === undefined ? [] : [this.#key.encryptThrough("sns")]),
      ],
      environment: { [this.#variable]: this.arn },
    };
  }
}
