import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { mostReceives } from "../functions/shared/queue-settings.ts";
import { type Grant, resourcePolicy, type PolicyStatement, type ServiceSender } from "./policy.ts";
import type { Stack } from "./stack.ts";

export interface QueueArgs {
  readonly stack: Stack;
  readonly visibilityTimeoutSeconds: number;
  /** Receives after which a message goes to the dead-letter queue. */
  readonly maxReceives?: number;
  /** Every service that sends to the queue, and to its dead-letter queue what it could not deliver. */
  readonly senders: readonly ServiceSender[];
  /** Services that send to the dead-letter queue only. */
  readonly deadLetterSenders?: readonly ServiceSender[];
  readonly after?: readonly pulumi.Resource[];
}

/** SQS's most, and EventBridge's: the provider's default is a quarter of it. */
const maxMessageSize = 1_048_576;

const day = 24 * 60 * 60;

/** An SQS queue with its dead-letter queue; each has one policy, made of all its senders. */
export class Queue extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;
  readonly url: pulumi.Output<string>;
  readonly name: pulumi.Output<string>;
  /** How long a message stays that fails each time, before it is a dead letter. */
  readonly retriedForSeconds: number;
  readonly deadLetterQueue: aws.sqs.Queue;
  /** A sender is connected only after these: a delivery before them would be refused. */
  readonly policies: readonly pulumi.Resource[];

  readonly #key: Stack["key"];

  constructor(name: string, args: QueueArgs, options?: pulumi.ComponentResourceOptions) {
    super("order-processing-system:queue:Queue", name, {}, options);
    const { stack, senders, deadLetterSenders = [], after = [] } = args;
    const maxReceiveCount = args.maxReceives ?? mostReceives;

    this.deadLetterQueue = deadLetterQueue(name, stack, { parent: this, dependsOn: [...after] });
    const queue = new aws.sqs.Queue(
      `${name}-queue`,
      {
        visibilityTimeoutSeconds: args.visibilityTimeoutSeconds,
        messageRetentionSeconds: 4 * day,
        maxMessageSize,
        receiveWaitTimeSeconds: 20,
        redrivePolicy: pulumi.jsonStringify({ deadLetterTargetArn: this.deadLetterQueue.arn, maxReceiveCount }),
        ...encryption(stack),
      },
      { parent: this, ...stack.keepsData },
    );
    const redriveAllow = new aws.sqs.RedriveAllowPolicy(
      `${name}-redrive-allow`,
      {
        queueUrl: this.deadLetterQueue.url,
        redriveAllowPolicy: pulumi.jsonStringify({ redrivePermission: "byQueue", sourceQueueArns: [queue.arn] }),
      },
      { parent: this },
    );
    this.arn = queue.arn;
    this.url = queue.url;
    this.name = queue.name;
    this.policies = [
      ...admit(`${name}-policy`, queue, senders, this),
      ...admit(`${name}-dead-letter-policy`, this.deadLetterQueue, [...senders, ...deadLetterSenders], this),
      redriveAllow,
    ];
    this.retriedForSeconds = maxReceiveCount * args.visibilityTimeoutSeconds;
    this.#key = stack.key;
    this.registerOutputs({ url: this.url, arn: this.arn });
  }

  /** To put a message off, a consumer sends it again. */
  canSend(): Grant {
    return {
      statements: [
        { actions: ["sqs:SendMessage"], resources: [this.arn] },
        ...(this.#key === undefined ? [] : [this.#key.encryptThrough("sqs")]),
      ],
      environment: { QUEUE_URL: this.url },
    };
  }

  /** What the role needs under which a mapping or a pipe polls the queue. */
  consumeStatements(): PolicyStatement[] {
    return [
      { actions: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"], resources: [this.arn] },
      ...(this.#key === undefined ? [] : [this.#key.decryptThrough("sqs")]),
    ];
  }
}

export function deadLetterQueue(name: string, stack: Stack, options: pulumi.CustomResourceOptions): aws.sqs.Queue {
  return new aws.sqs.Queue(
    `${name}-dead-letter-queue`,
    {
      // SQS's longest. A dead letter keeps the time of its first enqueueing, so it must exceed the queue's retention.
      messageRetentionSeconds: 14 * day,
      maxMessageSize,
      ...encryption(stack),
    },
    { ...options, ...stack.keepsData },
  );
}

/** The queue's one policy; none where only roles and users of the account send to it, by their own policies. */
export function admit(
  name: string,
  to: aws.sqs.Queue,
  senders: readonly ServiceSender[],
  parent: pulumi.Resource,
): aws.sqs.QueuePolicy[] {
  if (senders.length === 0) return [];
  return [new aws.sqs.QueuePolicy(name, { queueUrl: to.url, policy: resourcePolicy(to.arn, senders) }, { parent })];
}

function encryption({ key }: Stack): aws.sqs.QueueArgs {
  // An hour, the longest for which a key that was disabled still works: SQS asks KMS so much less often.
  return key === undefined
    ? { sqsManagedSseEnabled: true }
    : { kmsMasterKeyId: key.arn, kmsDataKeyReusePeriodSeconds: 3_600 };
}
