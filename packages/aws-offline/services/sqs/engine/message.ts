import { hash, randomUUID } from "node:crypto";
import * as v from "valibot";
import { defined } from "../../../defined.ts";
import { AwsError } from "../../../gateway/aws-error.ts";
import type { Worked } from "./work-time.ts";

export interface MessageAttribute {
  DataType: string;
  StringValue?: string;
  /** Base64. */
  BinaryValue?: string;
}

export type MessageAttributes = Record<string, MessageAttribute>;

/** What a sender puts into a queue. */
export interface Content {
  readonly body: string;
  readonly attributes: MessageAttributes;
  readonly senderId: string;
  /** `AWSTraceHeader` and `MessageGroupId`, where the sender set them. */
  readonly system?: Readonly<Record<string, string>>;
}

/** Times are real epoch milliseconds; timeouts are milliseconds of the run's clock. */
export interface Message extends Content, Worked {
  readonly id: string;
  readonly md5OfBody: string;
  state: "delayed" | "visible" | "in flight" | "gone";
  /** In this queue; a redrive policy counts these. */
  receives: number;
  receivesElsewhere: number;
  firstReceivedAt?: number;
  /** Of its latest receive. */
  handle?: string;
  deadLetterSourceArn?: string;
  due: number;
  place: number;
}

const invalidCharacter = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;
const maxAttributes = 10;
const attributeName = /^(?!aws\.|amazon\.)(?!.*\.\.)[\w-](?:[\w.-]{0,254}[\w-])?$/iu;
const attributeType = /^(?:String|Number|Binary)(?:\..+)?$/u;

/** True for lone surrogates, U+FFFE, U+FFFF and most control characters, which SQS and SNS refuse. */
export function hasInvalidCharacter(text: string): boolean {
  return invalidCharacter.test(text);
}

/** Bytes of a message as SQS and SNS count them: body, and each attribute's name, type and value. */
export function messageSize(body: string, attributes: Readonly<MessageAttributes>): number {
  let size = Buffer.byteLength(body);
  for (const [name, attribute] of Object.entries(attributes)) {
    size += Buffer.byteLength(name) + Buffer.byteLength(attribute.DataType);
    size += Buffer.byteLength(attribute.StringValue ?? "") + Buffer.byteLength(attribute.BinaryValue ?? "", "base64");
  }
  return size;
}

function md5(text: string): string {
  return hash("md5", text);
}

/**
 * The digest that SDKs compare; undefined without attributes.
 * docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html
 */
export function md5OfAttributes(attributes: Readonly<MessageAttributes>): string | undefined {
  const names = Object.keys(attributes).toSorted();
  if (names.length === 0) return undefined;
  const parts: Buffer[] = [];
  const add = (bytes: Buffer): void => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    parts.push(length, bytes);
  };
  for (const name of names) {
    const { DataType: type = "", StringValue: text = "", BinaryValue: binary = "" } = attributes[name] ?? {};
    const isBinary = type.startsWith("Binary");
    add(Buffer.from(name));
    add(Buffer.from(type));
    parts.push(Buffer.of(isBinary ? 2 : 1));
    add(isBinary ? Buffer.from(binary, "base64") : Buffer.from(text));
  }
  return hash("md5", Buffer.concat(parts));
}

/** @throws AwsError as SQS refuses message attributes */
export function checkAttributes(attributes: Readonly<MessageAttributes>): void {
  const all = Object.entries(attributes);
  if (all.length > maxAttributes) {
    throw invalid(`Number of message attributes [${String(all.length)}] exceeds the allowed maximum [10].`);
  }
  for (const [name, attribute] of all) checkAttribute(name, attribute);
}

function checkAttribute(name: string, { DataType: type, ...value }: MessageAttribute): void {
  const named = `Message (user) attribute '${name}'`;
  if (!attributeName.test(name)) throw invalid(`Message (user) attribute name '${name}' is invalid.`);
  if (type === "") throw invalid(`${named} must contain a non-empty message attribute type.`);
  if (!attributeType.test(type)) throw invalid(`${named} has an invalid message attribute type '${type}'.`);
  const text = (type.startsWith("Binary") ? value.BinaryValue : value.StringValue) ?? "";
  if (text === "") throw invalid(`${named} must contain a non-empty value of type '${type}'.`);
  if (type.startsWith("Number") && !Number.isFinite(Number(text))) {
    throw invalid(`Can't cast the value of ${named} to a number.`);
  }
  if (hasInvalidCharacter(text)) throw invalid(`${named} contains characters that are not allowed.`);
}

function invalid(message: string): AwsError {
  return new AwsError("InvalidParameterValue", message);
}

const attribute = v.object({
  DataType: v.string(),
  StringValue: v.exactOptional(v.string()),
  BinaryValue: v.exactOptional(v.string()),
});

/** A message as it is kept from run to run; `visibleAt` is absent where it was seen, or worked on by a run that is gone. */
export const savedMessage = v.object({
  id: v.string(),
  body: v.string(),
  attributes: v.record(v.string(), attribute),
  senderId: v.string(),
  system: v.exactOptional(v.record(v.string(), v.string())),
  sentAt: v.number(),
  visibleAt: v.exactOptional(v.number()),
  receives: v.number(),
  receivesElsewhere: v.number(),
  firstReceivedAt: v.exactOptional(v.number()),
  deadLetterSourceArn: v.exactOptional(v.string()),
});
export type SavedMessage = v.InferOutput<typeof savedMessage>;

export function saveMessage(message: Message): SavedMessage {
  const { id, body, attributes, senderId, system, sentAt, visibleAt, state } = message;
  const { receives, receivesElsewhere, firstReceivedAt, deadLetterSourceArn } = message;
  return {
    id,
    body,
    attributes,
    senderId,
    sentAt,
    receives,
    receivesElsewhere,
    ...defined({
      system,
      visibleAt: state === "delayed" ? visibleAt : undefined,
      firstReceivedAt,
      deadLetterSourceArn,
    }),
  };
}

export function restoredMessage({ id, visibleAt, ...saved }: SavedMessage): Message {
  return { ...newMessage(saved, saved.sentAt), ...saved, id, ...defined({ visibleAt }) };
}

export function newMessage(content: Content, sentAt: number): Message {
  return {
    ...content,
    id: randomUUID(),
    md5OfBody: md5(content.body),
    sentAt,
    state: "visible",
    receives: 0,
    receivesElsewhere: 0,
    worked: 0,
    visibleAt: 0,
    timeout: 0,
    receivedAt: 0,
    due: 0,
    place: -1,
  };
}
