import { AwsError } from "../../../gateway/aws-error.ts";
import type { Input, Output } from "../../../gateway/types.ts";
import { isObject } from "../../../input.ts";
import {
  checkAttributes,
  hasInvalidCharacter,
  md5OfAttributes,
  messageSize,
  type MessageAttributes,
} from "../engine/message.ts";
import type { Queue } from "../engine/queue.ts";
import { checkBatchSize, eachEntry, optionalNumber, requiredText, shown } from "./input.ts";

export function send(queue: Queue, input: Input, senderId: string): Output {
  const body = requiredText(input, "MessageBody");
  if (hasInvalidCharacter(body)) {
    throw new AwsError("InvalidMessageContents", "Message body contains characters that are not allowed.");
  }
  const attributes = attributesOf(input, "MessageAttributes");
  checkAttributes(attributes);
  const limit = queue.settings.maxMessageSize;
  if (messageSize(body, attributes) > limit) {
    const reason = `Message must be shorter than ${String(limit)} bytes.`;
    throw new AwsError("InvalidParameterValue", `One or more parameters are invalid. Reason: ${reason}`);
  }
  const traced = attributesOf(input, "MessageSystemAttributes");
  const system = systemAttributes(input, traced);
  const delaySeconds = optionalNumber(input, "DelaySeconds", 0, 900);
  const delay = delaySeconds === undefined ? undefined : delaySeconds * 1000;
  const message = queue.send({ body, attributes, senderId, ...(system === undefined ? {} : { system }) }, delay);
  return {
    MessageId: message.id,
    MD5OfMessageBody: message.md5OfBody,
    ...present("MD5OfMessageAttributes", md5OfAttributes(attributes)),
    ...present("MD5OfMessageSystemAttributes", md5OfAttributes(traced)),
  };
}

export function sendBatch(queue: Queue, input: Input, senderId: string): Output {
  return eachEntry(
    input,
    (entry) => send(queue, entry, senderId),
    (entries) => {
      const sizes = entries.map((entry) =>
        messageSize(shown(entry["MessageBody"]), attributesOf(entry, "MessageAttributes")),
      );
      checkBatchSize(sizes.reduce((sum, size) => sum + size, 0));
    },
  );
}

function attributesOf(input: Input, name: string): MessageAttributes {
  const value = input[name];
  if (!isObject(value)) return {};
  return Object.fromEntries(
    Object.entries(value).map(([key, attribute]) => {
      const { DataType, StringValue, BinaryValue } = isObject(attribute) ? attribute : {};
      const string = typeof StringValue === "string" ? { StringValue } : {};
      const binary = typeof BinaryValue === "string" ? { BinaryValue } : {};
      return [key, { DataType: shown(DataType), ...string, ...binary }];
    }),
  );
}

/** A standard queue takes a group (fair queues), which changes nothing here. */
function systemAttributes(input: Input, traced: MessageAttributes): Record<string, string> | undefined {
  if (input["MessageDeduplicationId"] !== undefined) {
    const reason = "Reason: The request includes a parameter that is not valid for this queue type.";
    const value = shown(input["MessageDeduplicationId"]);
    throw new AwsError(
      "InvalidParameterValue",
      `Value ${value} for parameter MessageDeduplicationId is invalid. ${reason}`,
    );
  }
  const unknown = Object.keys(traced).find((name) => name !== "AWSTraceHeader");
  if (unknown !== undefined) {
    throw new AwsError("InvalidParameterValue", `Message system attribute name '${unknown}' is invalid.`);
  }
  const group = input["MessageGroupId"];
  const system = {
    ...present("AWSTraceHeader", traced["AWSTraceHeader"]?.StringValue),
    ...(typeof group === "string" ? { MessageGroupId: group } : {}),
  };
  return Object.keys(system).length === 0 ? undefined : system;
}

function present(name: string, value: string | undefined): Record<string, string> {
  return value === undefined ? {} : { [name]: value };
}
