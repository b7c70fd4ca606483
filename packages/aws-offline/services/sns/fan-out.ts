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

  function target(subscription: Subscription, publication: Publication): string | undefined {
    const sender = { service: "sns.amazonaws.com", sourceArn: subscription.topicArn };
    const count = counter(emit, subscription.topicArn);
    const raw = subscription.attributes["RawMessageDelivery"] === "true";
    const tooMany = raw && Object.keys(publication.attributes).length > maxRawAttributes;
    if (!tooMany && sqs.refusal(subscription.endpoint, sender) === undefined) {
      count("NumberOfNotificationsDelivered");
      return subscription.endpoint;
    }
    count("NumberOfNotificationsFailed");
    const { deadLetterArn } = subscription;
    if (!tooMany && deadLetterArn !== undefined && sqs.refusal(deadLetterArn, sender) === undefined) {
      count("NumberOfNotificationsRedrivenToDlq");
      return deadLetterArn;
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
        const queueArn = target(subscription, publication);
        if (queueArn !== undefined) deliveries.push({ queueArn, ...content(subscription, publication, messageId) });
      }
      if (deliveries.length > 0) await sqs.deliver(deliveries);
      return messageId;
    },
  };
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
