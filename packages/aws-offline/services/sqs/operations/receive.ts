import { AwsError } from "../../../gateway/aws-error.ts";
import type { Input, Output } from "../../../gateway/types.ts";
import { md5OfAttributes, type Message, type MessageAttributes } from "../engine/message.ts";
import type { Queue } from "../engine/queue.ts";
import { optionalNumber, texts } from "./input.ts";

const systemNames = new Set([
  "All",
  "SenderId",
  "SentTimestamp",
  "ApproximateReceiveCount",
  "ApproximateFirstReceiveTimestamp",
  "SequenceNumber",
  "MessageDeduplicationId",
  "MessageGroupId",
  "AWSTraceHeader",
  "DeadLetterQueueSourceArn",
]);

/** @param byPoller whether a service receives, for a function or a pipe that will work on the messages */
export async function receive(
  queue: Queue,
  input: Input,
  byPoller: boolean,
  signal: AbortSignal | undefined,
): Promise<Output> {
  const seconds = optionalNumber(input, "VisibilityTimeout", 0, 43_200);
  const wait = optionalNumber(input, "WaitTimeSeconds", 0, 20);
  const wanted = [...texts(input, "AttributeNames"), ...texts(input, "MessageSystemAttributeNames")];
  const unknown = wanted.find((name) => !systemNames.has(name));
  if (unknown !== undefined) throw new AwsError("InvalidAttributeName", `Unknown Attribute ${unknown}.`);
  const received = queue.receive(
    {
      count: optionalNumber(input, "MaxNumberOfMessages", 1, 10) ?? 1,
      visibilityTimeout: seconds === undefined ? undefined : seconds * 1000,
      wait: wait === undefined ? queue.settings.wait : wait * 1000,
      byPoller,
    },
    signal,
  );
  const messages = Array.isArray(received) ? received : await received;
  if (messages.length === 0) return {};
  const chosen = texts(input, "MessageAttributeNames");
  return { Messages: messages.map((message) => outputOf(message, wanted, chosen)) };
}

function outputOf(message: Message, wanted: readonly string[], chosen: readonly string[]): Output {
  const attributes = chosenAttributes(message.attributes, chosen);
  const digest = md5OfAttributes(attributes);
  const system = wanted.length === 0 ? [] : Object.entries(systemAttributes(message));
  const asked = wanted.includes("All") ? system : system.filter(([name]) => wanted.includes(name));
  return {
    MessageId: message.id,
    ReceiptHandle: message.handle,
    MD5OfBody: message.md5OfBody,
    Body: message.body,
    ...(asked.length === 0 ? {} : { Attributes: Object.fromEntries(asked) }),
    ...(digest === undefined ? {} : { MD5OfMessageAttributes: digest, MessageAttributes: attributes }),
  };
}

function systemAttributes(message: Message): Record<string, string> {
  return {
    SenderId: message.senderId,
    SentTimestamp: String(message.sentAt),
    ApproximateReceiveCount: String(message.receives + message.receivesElsewhere),
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt),
    ...(message.deadLetterSourceArn === undefined ? {} : { DeadLetterQueueSourceArn: message.deadLetterSourceArn }),
    ...message.system,
  };
}

/** By name, by a prefix with `.*`, or all. */
function chosenAttributes(attributes: MessageAttributes, names: readonly string[]): MessageAttributes {
  if (names.length === 0) return {};
  if (names.includes("All") || names.includes(".*")) return attributes;
  const fits = (name: string): boolean =>
    names.some((wanted) => (wanted.endsWith(".*") ? name.startsWith(wanted.slice(0, -2)) : name === wanted));
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => fits(name)));
}
