import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { MailSender } from "./mail-sender.ts";
import type { NodeFunction } from "./node-function.ts";
import { resourcePolicy, type Grant } from "./policy.ts";
import type { Queue } from "./queue.ts";
import { queuedFunction } from "./queued-function.ts";
import type { Stack } from "./stack.ts";

export interface MailOutcomesArgs {
  readonly stack: Stack;
  readonly mail: MailSender;
  readonly access: readonly Grant[];
}

/**
 * What SES reports of mails that it had accepted, on its way to the function mail-outcome. By a topic: to EventBridge SES
 * delivers by best effort only.
 */
export class MailOutcomes extends pulumi.ComponentResource {
  readonly queue: Queue;
  readonly handler: NodeFunction;

  constructor(name: string, args: MailOutcomesArgs, options?: pulumi.ComponentResourceOptions) {
    super("order-processing-system:mail:MailOutcomes", name, {}, options);
    const { stack, mail } = args;
    // SES cannot use the AWS-managed key, so without a key of its own the topic goes without.
    const topic = new aws.sns.Topic(`${name}-topic`, { kmsMasterKeyId: stack.key?.arn }, { parent: this });
    const sender = {
      service: "ses.amazonaws.com",
      action: "sns:Publish",
      sourceArn: mail.configurationSetArn,
    } as const;
    const policy = new aws.sns.TopicPolicy(
      `${name}-topic-policy`,
      { arn: topic.arn, policy: resourcePolicy(topic.arn, [sender]) },
      { parent: this },
    );
    const { queue, handler } = queuedFunction(
      name,
      {
        stack,
        senders: [{ service: "sns.amazonaws.com", action: "sqs:SendMessage", sourceArn: topic.arn }],
        description: "Marks e-mails that bounced, were complained of, rejected or delayed",
        access: args.access,
      },
      { parent: this },
    );
    this.queue = queue;
    this.handler = handler;
    const subscription = new aws.sns.TopicSubscription(
      `${name}-subscription`,
      {
        topic: topic.arn,
        protocol: "sqs",
        endpoint: this.queue.arn,
        rawMessageDelivery: true,
        redrivePolicy: pulumi.jsonStringify({ deadLetterTargetArn: this.queue.deadLetterQueue.arn }),
      },
      { parent: this, dependsOn: [...this.queue.policies] },
    );
    // SES checks at once that it may publish.
    mail.reportTo(name, topic.arn, [policy, subscription]);
    this.registerOutputs({ topicArn: topic.arn });
  }
}
