import { AwsError } from "../../../gateway/aws-error.ts";
import type { Fauxqs, Message, MessageAttribute, Queue } from "./fauxqs.ts";

type Input = Record<string, unknown>;

// The `u` flag is the reason for checking here: without it fauxqs takes each emoji for two lone surrogates.
const invalidCharacter = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;
const maxBatchBytes = 1_048_576;
const maxAttributes = 10;

/** True when SQS and SNS take the text: lone surrogates, U+FFFE, U+FFFF and most control characters are refused. */
export function hasInvalidCharacter(text: string): boolean {
  return invalidCharacter.test(text);
}

/** Bytes of a message as SQS and SNS count them: body, and each attribute's name, type and value. */
export function messageSize(body: string, attributes: Readonly<Record<string, MessageAttribute>>): number {
  let size = Buffer.byteLength(body);
  for (const [name, attribute] of Object.entries(attributes)) {
    size += Buffer.byteLength(name) + Buffer.byteLength(attribute.DataType);
    size += Buffer.byteLength(attribute.StringValue ?? "") + Buffer.byteLength(attribute.BinaryValue ?? "", "base64");
  }
  return size;
}

/** SendMessage on a standard queue. */
export function send(fauxqs: Fauxqs, queue: Queue, input: Input): Message {
  const body = input["MessageBody"];
  if (typeof body !== "string" || body === "") {
    throw new AwsError("MissingParameter", "The request must contain the parameter MessageBody.");
  }
  if (hasInvalidCharacter(body)) {
    throw new AwsError("InvalidMessageContents", "Message body contains characters that are not allowed.");
  }
  const attributes = (input["MessageAttributes"] ?? {}) as Record<string, MessageAttribute>;
  checkAttributes(attributes);
  const limit = Number(queue.attributes["MaximumMessageSize"]);
  if (messageSize(body, attributes) > limit) {
    const reason = `Message must be shorter than ${String(limit)} bytes.`;
    throw new AwsError("InvalidParameterValue", `One or more parameters are invalid. Reason: ${reason}`);
  }
  const delaySeconds = Number(input["DelaySeconds"] ?? queue.attributes["DelaySeconds"]);
  const message = fauxqs.Store.createMessage(body, attributes, delaySeconds > 0 ? delaySeconds : undefined);
  queue.enqueue(message);
  return message;
}

/** SendMessageBatch: each entry succeeds or fails alone, unless the batch as a whole is malformed. */
export function sendBatch(fauxqs: Fauxqs, queue: Queue, input: Input): Record<string, unknown> {
  const entries = (input["Entries"] ?? []) as Input[];
  checkBatch(entries);
  const successful: object[] = [];
  const failed: object[] = [];
  for (const entry of entries) {
    try {
      successful.push({ Id: entry["Id"], ...sent(send(fauxqs, queue, entry)) });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      failed.push({ Id: entry["Id"], SenderFault: true, Code: error.code, Message: error.message });
    }
  }
  return { Successful: successful, Failed: failed };
}

export function sent(message: Message): Record<string, unknown> {
  const attributes = message.md5OfMessageAttributes;
  return {
    MessageId: message.messageId,
    MD5OfMessageBody: message.md5OfBody,
    ...(attributes === "" ? {} : { MD5OfMessageAttributes: attributes }),
  };
}

function checkBatch(entries: readonly Input[]): void {
  const ids = entries.map((entry) => String(entry["Id"]));
  if (ids.length === 0) throw new AwsError("EmptyBatchRequest", "The batch request doesn't contain any entries.");
  if (ids.length > 10) {
    throw new AwsError("TooManyEntriesInBatchRequest", "Maximum number of entries per request are 10.");
  }
  if (ids.some((id) => !/^[\w-]{1,80}$/.test(id))) {
    const rule = "A batch entry id can only contain alphanumeric characters, hyphens and underscores.";
    throw new AwsError("InvalidBatchEntryId", `${rule} It can be at most 80 letters long.`);
  }
  if (new Set(ids).size < ids.length) {
    throw new AwsError("BatchEntryIdsNotDistinct", "Two or more batch entries in the request have the same Id.");
  }
  const size = entries.reduce(
    (sum, entry) =>
      sum +
      messageSize(String(entry["MessageBody"]), (entry["MessageAttributes"] ?? {}) as Record<string, MessageAttribute>),
    0,
  );
  if (size > maxBatchBytes) {
    throw new AwsError("BatchRequestTooLong", `Batch requests cannot be longer than ${String(maxBatchBytes)} bytes.`);
  }
}

function checkAttributes(attributes: Readonly<Record<string, MessageAttribute>>): void {
  const names = Object.keys(attributes);
  if (names.length > maxAttributes) {
    const count = `Number of message attributes [${String(names.length)}] exceeds the allowed maximum [10].`;
    throw new AwsError("InvalidParameterValue", count);
  }
  for (const name of names) {
    const attribute = attributes[name];
    if (attribute?.DataType === undefined || (attribute.StringValue ?? attribute.BinaryValue ?? "") === "") {
      const type = attribute?.DataType ?? "String";
      const rule = `must contain a non-empty value of type '${type}'.`;
      throw new AwsError("InvalidParameterValue", `Message (user) attribute '${name}' ${rule}`);
    }
  }
}
