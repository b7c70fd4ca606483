import type { Access, AwsService, Input } from "../../gateway/types.ts";
import { decideByResource } from "../../iam/evaluate.ts";
import type { PolicyDocument } from "../../iam/policy.ts";
import { accountId, arn } from "../arn.ts";
import type { MetricSink } from "../metric.ts";
import type { Sender, Sqs } from "../sqs/sqs.ts";
import { createFanOut } from "./fan-out.ts";
import { snsOperations } from "./operations.ts";
import { setTopicPolicy, SnsState, type PublishedMessage, type TopicDefinition } from "./state.ts";
import type { Subscription } from "./subscription.ts";

export interface SubscriptionDefinition {
  topicArn: string;
  /** `sqs` is delivered to; `email`, `email-json`, `http` and `https` stay pending confirmation. */
  protocol: string;
  endpoint: string;
  rawMessageDelivery?: boolean;
  /** JSON. */
  filterPolicy?: string;
  filterPolicyScope?: "MessageAttributes" | "MessageBody";
  redrivePolicy?: { deadLetterTargetArn: string };
}

export interface Sns {
  readonly service: AwsService;
  createTopic(definition: TopicDefinition): { arn: string };
  setTopicPolicy(topicArn: string, policy: PolicyDocument | string): void;
  subscribe(definition: SubscriptionDefinition): { arn: string };
  /**
   * Publishes for an AWS service, if the topic's policy lets it.
   * @returns what kept it from doing so
   */
  publishFor(
    sender: Sender,
    topicArn: string,
    message: { subject: string; message: string },
  ): Promise<string | undefined>;
  /** What was published to a topic that has no queue behind it: the latest messages, such as warehouse notices. */
  published(topicArn: string): readonly PublishedMessage[];
  /** Messages that were lost for want of permission, by subscription ARN. */
  vanished(): ReadonlyMap<string, number>;
  /** What will not be delivered as the program stands, one line each. To be asked when all is wired. */
  warnings(): string[];
}

export function createSns(options: { region: string; sqs: Sqs; onMetric?: MetricSink }): Sns {
  const { region, sqs } = options;
  const fanOut = createFanOut(sqs, options.onMetric ?? ((): void => undefined));
  const state = new SnsState(region, fanOut);
  return {
    service: {
      name: "sns",
      protocol: { kind: "query", xmlNamespace: "http://sns.amazonaws.com/doc/2010-03-31/" },
      operations: snsOperations(state),
      access: (action, input) => access(region, action, input),
      resourcePolicy: (resource) => state.topics.get(resource)?.policy,
      denied: { code: "AuthorizationError", status: 403 },
    },
    createTopic: (definition) => ({ arn: state.createTopic(definition).arn }),
    setTopicPolicy: (topicArn, policy) => setTopicPolicy(state.topic(topicArn), policy),
    subscribe: (definition) => {
      const { topicArn, protocol, endpoint } = definition;
      return { arn: state.subscribe(topicArn, protocol, endpoint, attributesOf(definition)).arn };
    },
    async publishFor({ service, sourceArn }, topicArn, { subject, message }) {
      const policy = state.topics.get(topicArn)?.policy;
      const context = { "aws:SourceArn": sourceArn, "aws:SourceAccount": accountId, "aws:SecureTransport": "true" };
      const request = { action: "sns:Publish", resource: topicArn, context };
      if (policy === undefined || decideByResource(policy, { service }, request) !== "allow") {
        return `${service} is not authorized to perform: SNS:Publish on resource: ${topicArn}`;
      }
      await state.publish(topicArn, { Subject: subject, Message: message });
      return undefined;
    },
    published: (topicArn) => state.topic(topicArn).published.items,
    vanished: () => fanOut.vanished,
    warnings: () => [...state.subscriptions.values()].flatMap((subscription) => warningsOf(subscription, sqs)),
  };
}

function attributesOf(definition: SubscriptionDefinition): Record<string, string> {
  const { rawMessageDelivery, filterPolicy, filterPolicyScope, redrivePolicy } = definition;
  return {
    ...(rawMessageDelivery === undefined ? {} : { RawMessageDelivery: String(rawMessageDelivery) }),
    ...(filterPolicy === undefined ? {} : { FilterPolicy: filterPolicy }),
    ...(filterPolicyScope === undefined ? {} : { FilterPolicyScope: filterPolicyScope }),
    ...(redrivePolicy === undefined ? {} : { RedrivePolicy: JSON.stringify(redrivePolicy) }),
  };
}

function access(region: string, action: string, input: Input): Access[] {
  const { TopicArn, TargetArn, ResourceArn, SubscriptionArn, Name } = input;
  const fromSubscription =
    typeof SubscriptionArn === "string" ? SubscriptionArn.split(":").slice(0, 6).join(":") : undefined;
  const fromName = typeof Name === "string" ? arn("sns", region, Name) : undefined;
  const resource = TopicArn ?? TargetArn ?? ResourceArn ?? fromSubscription ?? fromName;
  const iamAction = action === "PublishBatch" ? "Publish" : action;
  return [{ action: `sns:${iamAction}`, resource: typeof resource === "string" ? resource : "*" }];
}

function warningsOf(subscription: Subscription, sqs: Sqs): string[] {
  const { topicArn, endpoint, deadLetterArn, confirmed, protocol } = subscription;
  if (!confirmed) return [`${topicArn} -> ${protocol} ${endpoint}: pending confirmation, nothing is delivered offline`];
  const sender = { service: "sns.amazonaws.com", sourceArn: topicArn };
  const refused = (queueArn: string): string =>
    `${topicArn} -> ${queueArn}: the queue's policy does not allow sns.amazonaws.com with this aws:SourceArn`;
  const lines = sqs.accepts(endpoint, sender) ? [] : [refused(endpoint)];
  if (deadLetterArn === undefined) return lines;
  return sqs.accepts(deadLetterArn, sender) ? lines : [...lines, `${refused(deadLetterArn)} (dead-letter queue)`];
}
