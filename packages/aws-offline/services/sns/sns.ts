import type { Access, AwsService, Input } from "../../gateway/types.ts";
import { decideByResource } from "../../iam/evaluate.ts";
import { sourceContext } from "../../iam/service-context.ts";
import type { PolicyDocument } from "../../iam/policy.ts";
import { accountId, arn } from "../../arn.ts";
import type { Kms } from "../kms/kms.ts";
import type { MetricSink } from "../../metric.ts";
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
   * Publishes for an AWS service, if the topic's policy and its key's let it.
   * @returns what kept it from doing so
   */
  publishFor(
    sender: Sender,
    topicArn: string,
    message: { subject: string; message: string },
  ): Promise<string | undefined>;
  /** What was published to a topic that has no queue behind it: the latest messages. */
  published(topicArn: string): readonly PublishedMessage[];
  /** Why the topic takes nothing of a service: it is not there, or its policy or its key's is against it. */
  refusal(topicArn: string, sender: Sender): string | undefined;
  /** Messages that were lost for want of permission, by subscription ARN. */
  vanished(): ReadonlyMap<string, number>;
  /** What will not be delivered with this program, one line each. To be asked when all is wired. */
  warnings(): string[];
}

export function createSns(options: { region: string; sqs: Sqs; kms: Kms; onMetric?: MetricSink }): Sns {
  const { region, sqs, kms } = options;
  const fanOut = createFanOut(sqs, options.onMetric ?? ((): void => undefined));
  const state = new SnsState(region, fanOut);
  function refusal(topicArn: string, { service, sourceArn }: Sender): string | undefined {
    const topic = state.topics.get(topicArn);
    const source = sourceContext("resource", service, { sourceArn, accountId });
    const context = { ...source, "aws:SecureTransport": "true" };
    const request = { action: "sns:Publish", resource: topicArn, context };
    if (topic === undefined || decideByResource(topic.policy ?? [], { service }, request) !== "allow") {
      return `${service} is not authorized to perform: SNS:Publish on resource: ${topicArn}`;
    }
    const encryptionContext = { "aws:sns:topicArn": topicArn };
    return kms.refusal(topic.attributes["KmsMasterKeyId"], { service, sourceArn, encryptionContext });
  }

  return {
    service: {
      name: "sns",
      protocol: { kind: "query", xmlNamespace: "http://sns.amazonaws.com/doc/2010-03-31/" },
      operations: snsOperations(state),
      access(action, input) {
        const needed = access(region, action, input);
        if (!action.startsWith("Publish")) return needed;
        const denied = { code: "KMSAccessDenied", status: 400 };
        const keys = needed.map(({ resource }) => state.topics.get(resource)?.attributes["KmsMasterKeyId"]);
        return [...needed, ...keys.flatMap((key) => kms.accesses(key, "sns", "write", denied))];
      },
      resourcePolicy: (resource) => state.topics.get(resource)?.policy,
      denied: { code: "AuthorizationError", status: 403 },
    },
    createTopic: (definition) => ({ arn: state.createTopic(definition).arn }),
    setTopicPolicy: (topicArn, policy) => setTopicPolicy(state.topic(topicArn), policy),
    subscribe: (definition) => {
      const { topicArn, protocol, endpoint } = definition;
      return { arn: state.subscribe(topicArn, protocol, endpoint, attributesOf(definition)).arn };
    },
    async publishFor(sender, topicArn, { subject, message }) {
      const why = refusal(topicArn, sender);
      if (why === undefined) await state.publish(topicArn, { Subject: subject, Message: message });
      return why;
    },
    published: (topicArn) => state.topic(topicArn).published.items,
    refusal,
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
  const refused = (queueArn: string, note = ""): string[] => {
    const why = sqs.refusal(queueArn, sender);
    return why === undefined ? [] : [`${topicArn} -> ${queueArn}: ${why}${note}`];
  };
  return [...refused(endpoint), ...(deadLetterArn === undefined ? [] : refused(deadLetterArn, " (dead-letter queue)"))];
}
