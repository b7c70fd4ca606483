import { AwsError, notSupported } from "../../gateway/aws-error.ts";
import type { Input } from "../../gateway/types.ts";
import { isObject } from "../../input.ts";
import type { MessageAttribute } from "../sqs/engine/message.ts";
import { hasInvalidCharacter, messageSize } from "../sqs/engine/message.ts";

/** Bytes of body and attributes together. docs.aws.amazon.com/sns/latest/api/API_Publish.html */
const maxMessageBytes = 262_144;

export interface Publication {
  message: string;
  subject: string | undefined;
  attributes: Record<string, MessageAttribute>;
}

/** Checks one message of Publish or PublishBatch as SNS does. @throws AwsError */
export function readPublication(input: Input): Publication {
  const { Message: message, Subject: subject, MessageStructure: structure } = input;
  if (structure !== undefined) throw notSupported("sns:Publish with MessageStructure");
  for (const name of ["MessageGroupId", "MessageDeduplicationId"]) {
    if (input[name] !== undefined) throw notSupported(`sns:Publish with ${name} (FIFO)`);
  }
  if (typeof message !== "string" || message === "") throw invalid("Empty message");
  if (hasInvalidCharacter(message)) throw invalid("Message Reason: it contains characters that are not allowed");
  const attributes = readAttributes(input["MessageAttributes"]);
  if (messageSize(message, attributes) > maxMessageBytes) throw invalid("Message too long");
  return { message, subject: readSubject(subject), attributes };
}

export function invalid(what: string): AwsError {
  return new AwsError("InvalidParameter", `Invalid parameter: ${what}`);
}

function readSubject(subject: unknown): string | undefined {
  if (subject === undefined) return undefined;
  if (typeof subject === "string" && /^[\u0021-\u007E][\u0020-\u007E]{0,99}$/.test(subject)) return subject;
  throw invalid("Subject");
}

function readAttributes(value: unknown): Record<string, MessageAttribute> {
  if (value === undefined || value === "") return {};
  if (!isObject(value)) throw invalid("MessageAttributes");
  return Object.fromEntries(Object.entries(value).map(([name, attribute]) => [name, readAttribute(name, attribute)]));
}

function readAttribute(name: string, value: unknown): MessageAttribute {
  const { DataType: type, StringValue: text, BinaryValue: binary } = isObject(value) ? value : {};
  if (typeof type !== "string" || type === "") {
    throw parameterValueInvalid(name, "must contain a non-empty message attribute type");
  }
  const content = type.startsWith("Binary") ? binary : text;
  if (typeof content !== "string" || content === "") {
    throw parameterValueInvalid(
      name,
      `must contain non-empty message attribute value for message attribute type '${type}'`,
    );
  }
  if (!/^(String|Number|Binary)(\.|$)/.test(type)) {
    throw parameterValueInvalid(name, `has an invalid message attribute type '${type}'`);
  }
  if (type.startsWith("Number") && !Number.isFinite(Number(content))) {
    throw parameterValueInvalid(name, "could not be cast to a number");
  }
  return type.startsWith("Binary")
    ? { DataType: type, BinaryValue: content }
    : { DataType: type, StringValue: content };
}

function parameterValueInvalid(name: string, problem: string): AwsError {
  return new AwsError("ParameterValueInvalid", `The message attribute '${name}' ${problem}.`);
}
