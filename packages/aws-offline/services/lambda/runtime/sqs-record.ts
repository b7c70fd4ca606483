import { isObject } from "../../../input.ts";

/** A message as Lambda and EventBridge Pipes hand it on. docs.aws.amazon.com/lambda/latest/dg/with-sqs.html */
export interface SqsRecord {
  messageId: string;
  receiptHandle: string;
  body: string;
  /** SentTimestamp, ApproximateReceiveCount, ... */
  attributes: Record<string, string>;
  messageAttributes: Record<string, SqsMessageAttribute>;
  md5OfBody: string;
  eventSource: "aws:sqs";
  eventSourceARN: string;
  awsRegion: string;
}

interface SqsMessageAttribute {
  stringValue?: string;
  /** Base64. */
  binaryValue?: string;
  stringListValues: string[];
  binaryListValues: string[];
  dataType: string;
}

/** The messages of a ReceiveMessage response. */
export function sqsRecords(response: Record<string, unknown>, queueArn: string): SqsRecord[] {
  const messages = response["Messages"];
  return Array.isArray(messages) ? messages.filter(isObject).map((message) => sqsRecord(message, queueArn)) : [];
}

function sqsRecord(message: Record<string, unknown>, queueArn: string): SqsRecord {
  const text = (name: string): string => textOf(message[name]);
  return {
    messageId: text("MessageId"),
    receiptHandle: text("ReceiptHandle"),
    body: text("Body"),
    attributes: Object.fromEntries(entries(message["Attributes"]).map(([name, value]) => [name, String(value)])),
    messageAttributes: Object.fromEntries(
      entries(message["MessageAttributes"]).map(([name, value]) => [name, messageAttribute(value)]),
    ),
    md5OfBody: text("MD5OfBody"),
    eventSource: "aws:sqs",
    eventSourceARN: queueArn,
    awsRegion: queueArn.split(":")[3] ?? "",
  };
}

/** A text of a response; empty when there is none. */
export function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function entries(value: unknown): [string, unknown][] {
  return isObject(value) ? Object.entries(value) : [];
}

function messageAttribute(value: unknown): SqsMessageAttribute {
  const { StringValue: string, BinaryValue: binary, DataType: dataType } = isObject(value) ? value : {};
  return {
    ...(typeof string === "string" ? { stringValue: string } : {}),
    ...(typeof binary === "string" ? { binaryValue: binary } : {}),
    ...(binary instanceof Uint8Array ? { binaryValue: Buffer.from(binary).toString("base64") } : {}),
    stringListValues: [],
    binaryListValues: [],
    dataType: typeof dataType === "string" ? dataType : "String",
  };
}
