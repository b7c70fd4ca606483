import { randomUUID } from "node:crypto";
import type { MetricSink } from "../../metric.ts";
import type { Delivery } from "../sqs/sqs.ts";
import type { Sqs } from "../sqs/sqs.ts";
import type { Publication } from "./message.ts";
import type { Subscription } from "./subscription.ts";

/** SQS takes ten attributes; with raw delivery each SNS attribute becomes one. */
const maxRawAttributes = 10;

export interface FanOut {
  /** Delivers one message to all subscriptions of its topic. @returns its message id. */
  publish(topicArn: string, subscriptions: readonly Subscription[], publication: Publication): Promise<string>;
  /** Messages that reached neither their queue nor a dead-letter queue, by subscription ARN. */
  readonly vanished: ReadonlyMap<string, number>;
}

/**
 * Delivery from a topic to queues: filter, the queue's own policy and its key's, then the subscription's dead-letter queue
 * under that one's policy. On AWS a refused delivery is a client error and is not retried.
 * docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html
 */
export function createFanOut(sqs: Sqs, emit: MetricSink): FanOut {
  const vanished = new Map<string, number>();

  /** The queue that takes it; for a dead-letter queue with SNS's words about its failure. */
  function target(subscription: Subscription, publication: Publication): Target | undefined {
    const sender = { service: "sns.amazonaws.com", sourceArn: subscription.topicArn };
    const count = counter(emit, subscription.topicArn);
    const raw = subscription.attributes["RawMessageDelivery"] === "true";
    const tooMany = raw && Object.keys(publication.attributes).length > maxRawAttributes;
    const refusal = sqs.refusal(subscription.endpoint, sender);
    if (!tooMany && refusal === undefined) {
      count("NumberOfNotificationsDelivered");
      return { queueArn: subscription.endpoint };
    }
    count("NumberOfNotificationsFailed");
    const { deadLetterArn } = subscription;
    if (!tooMany && deadLetterArn !== undefined && sqs.refusal(deadLetterArn, sender) === undefined) {
      count("NumberOfNotificationsRedrivenToDlq");
      return { queueArn: deadLetterArn, failure: failureAttributes(refusal ?? "") };
    }
    if (deadLetterArn !== undefined) count("NumberOfNotificationsFailedToRedriveToDlq");
    vanished.set(subscription.arn, (vanished.get(subscription.arn) ?? 0) + 1);
    return undefined;
  }

  return {
    vanished,
    async publish(topicArn, subscriptions, publication) {
      const messageId = randomUUID();
      const count = counter(emit, topicArn);
      count("NumberOfMessagesPublished");
      count("PublishSize", Buffer.byteLength(publication.message));
      const deliveries: Delivery[] = [];
      for (const subscription of subscriptions) {
        if (!subscription.confirmed) continue;
        if (!subscription.matches(publication)) {
          count("NumberOfNotificationsFilteredOut");
          continue;
        }
        const found = target(subscription, publication);
        if (found === undefined) continue;
        const { body, attributes } = content(subscription, publication, messageId);
        deliveries.push({ queueArn: found.queueArn, body, attributes: { ...attributes, ...found.failure } });
      }
      if (deliveries.length > 0) await sqs.deliver(deliveries);
      return messageId;
    },
  };
}

interface Target {
  readonly queueArn: string;
  readonly failure?: Delivery["attributes"];
}

/** @see https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html */
function failureAttributes(refusal: string): Delivery["attributes"] {
  const texts = { RequestID: randomUUID(), ErrorCode: "AccessDenied", ErrorMessage: refusal };
  return Object.fromEntries(
    Object.entries(texts).map(([name, StringValue]) => [name, { DataType: "String", StringValue }]),
  );
}

function counter(emit: MetricSink, topicArn: string): (name: string, value?: number) => void {
  const dimensions = { TopicName: topicArn.split(":").at(-1) ?? topicArn };
  return (name, value = 1) =>
    emit({ namespace: "AWS/SNS", name, dimensions, value, unit: name === "PublishSize" ? "Bytes" : "Count" });
}

function content(
  subscription: Subscription,
  { message, subject, attributes }: Publication,
  messageId: string,
): Pick<Delivery, "body" | "attributes"> {
  if (subscription.attributes["RawMessageDelivery"] === "true") return { body: message, attributes };
  const entries = Object.entries(attributes).map(([name, attribute]): [string, object] => [
    name,
    { Type: attribute.DataType, Value: attribute.StringValue ?? attribute.BinaryValue },
  ]);
  const host = `https://sns.${subscription.topicArn.split(":")[3] ?? ""}.amazonaws.com`;
  const envelope = {
    Type: "Notification",
    MessageId: messageId,
    TopicArn: subscription.topicArn,
    ...(subject === undefined ? {} : { Subject: subject }),
    Message: message,
    Timestamp: new Date().toISOString(),
    SignatureVersion: "1",
    Signature: "not signed offline",
    SigningCertURL: `${host}/SimpleNotificationService-offline.pem`,
    UnsubscribeURL: `${host}/?Action=Unsubscribe&SubscriptionArn=${subscription.arn}`,
    ...(entries.length === 0 ? {} : { MessageAttributes: Object.fromEntries(entries) }),
  };
  return { body: JSON.stringify(envelope), attributes: {} };
}
