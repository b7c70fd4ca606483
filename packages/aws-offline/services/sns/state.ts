import { AwsError } from "../../gateway/aws-error.ts";
import type { Input } from "../../gateway/types.ts";
import { compilePolicy, type Policy, type PolicyDocument } from "../../iam/policy.ts";
import { arn } from "../../arn.ts";
import { Capture } from "../../capture.ts";
import type { MessageAttribute } from "../sqs/engine/message.ts";
import type { FanOut } from "./fan-out.ts";
import { invalid, readPublication } from "./message.ts";
import { makeSubscription, type Subscription } from "./subscription.ts";

export interface TopicDefinition {
  name: string;
  displayName?: string;
  policy?: PolicyDocument | string;
  kmsMasterKeyId?: string;
  tags?: Record<string, string>;
}

export interface PublishedMessage {
  messageId: string;
  topicArn: string;
  /** Epoch milliseconds. */
  at: number;
  message: string;
  subject?: string;
  attributes: Record<string, MessageAttribute>;
}

export interface Topic {
  arn: string;
  attributes: Record<string, string>;
  tags: Record<string, string>;
  policy: Policy | undefined;
  published: Capture<PublishedMessage>;
}

const capturedPerTopic = 10_000;
const topicAttributes = new Set(["DisplayName", "Policy", "KmsMasterKeyId", "DeliveryPolicy", "TracingConfig"]);

export class SnsState {
  readonly topics = new Map<string, Topic>();
  readonly subscriptions = new Map<string, Subscription>();
  readonly #region: string;
  readonly #fanOut: FanOut;

  constructor(region: string, fanOut: FanOut) {
    this.#region = region;
    this.#fanOut = fanOut;
  }

  topic(topicArn: string): Topic {
    const topic = this.topics.get(topicArn);
    if (topic !== undefined) return topic;
    throw new AwsError("NotFound", "Topic does not exist", { status: 404 });
  }

  subscriptionsOf(topicArn: string): Subscription[] {
    return [...this.subscriptions.values()].filter((subscription) => subscription.topicArn === topicArn);
  }

  createTopic({ name, displayName, policy, kmsMasterKeyId, tags }: TopicDefinition): Topic {
    if (!/^[\w-]{1,256}$/.test(name)) throw invalid("Topic Name");
    const topicArn = arn("sns", this.#region, name);
    const before = this.topics.get(topicArn);
    if (before !== undefined) return before;
    const attributes = {
      ...(displayName === undefined ? {} : { DisplayName: displayName }),
      ...(kmsMasterKeyId === undefined ? {} : { KmsMasterKeyId: kmsMasterKeyId }),
    };
    const published = new Capture<PublishedMessage>(capturedPerTopic);
    const topic: Topic = { arn: topicArn, attributes, tags: tags ?? {}, policy: undefined, published };
    this.topics.set(topicArn, topic);
    if (policy !== undefined) setTopicPolicy(topic, policy);
    return topic;
  }

  subscribe(topicArn: string, protocol: string, endpoint: string, attributes: Record<string, string>): Subscription {
    this.topic(topicArn);
    const same = this.subscriptionsOf(topicArn).find((one) => one.protocol === protocol && one.endpoint === endpoint);
    if (same !== undefined) return same;
    const subscription = makeSubscription(topicArn, protocol, endpoint, attributes);
    this.subscriptions.set(subscription.arn, subscription);
    return subscription;
  }

  /** @returns the message id, when the message is in every queue. */
  async publish(topicArn: string, input: Input): Promise<string> {
    const topic = this.topic(topicArn);
    const publication = readPublication(input);
    const receivers = this.subscriptionsOf(topicArn);
    const messageId = await this.#fanOut.publish(topicArn, receivers, publication);
    if (!receivers.some(({ protocol }) => protocol === "sqs")) {
      const { message, subject, attributes } = publication;
      const named = subject === undefined ? {} : { subject };
      topic.published.add({ messageId, topicArn, at: Date.now(), message, ...named, attributes });
    }
    return messageId;
  }
}

export function setTopicPolicy(topic: Topic, policy: PolicyDocument | string): void {
  topic.policy = compilePolicy(policy, "resource", `topic ${topic.arn}`);
  topic.attributes["Policy"] = typeof policy === "string" ? policy : JSON.stringify(policy);
}

export function setTopicAttribute(topic: Topic, name: string, value: string): void {
  if (!topicAttributes.has(name)) throw invalid(`AttributeName: ${name} is not supported offline`);
  if (name === "Policy") setTopicPolicy(topic, value);
  else topic.attributes[name] = value;
}
