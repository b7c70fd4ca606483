import { AwsError, notSupported } from "../../../gateway/aws-error.ts";
import { isObject } from "../../../input.ts";

interface Redrive {
  readonly deadLetterTargetArn: string;
  readonly maxReceiveCount: number;
}

/** What a queue acts on. Times are milliseconds of the run's clock. */
export interface QueueSettings {
  readonly visibilityTimeout: number;
  readonly delay: number;
  readonly retention: number;
  readonly wait: number;
  readonly maxMessageSize: number;
  readonly redrive: Redrive | undefined;
}

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html */
const ranges: Readonly<Record<string, readonly [number, number]>> = {
  VisibilityTimeout: [0, 43_200],
  DelaySeconds: [0, 900],
  MessageRetentionPeriod: [60, 1_209_600],
  ReceiveMessageWaitTimeSeconds: [0, 20],
  MaximumMessageSize: [1_024, 1_048_576],
  KmsDataKeyReusePeriodSeconds: [60, 86_400],
};
const texts = ["Policy", "RedrivePolicy", "RedriveAllowPolicy", "KmsMasterKeyId", "SqsManagedSseEnabled"];
const ofFifo = new Set(["FifoQueue", "ContentBasedDeduplication", "DeduplicationScope", "FifoThroughputLimit"]);
const removable = new Set(["Policy", "RedrivePolicy", "RedriveAllowPolicy", "KmsMasterKeyId"]);

export const defaultAttributes: Readonly<Record<string, string>> = {
  VisibilityTimeout: "30",
  DelaySeconds: "0",
  MaximumMessageSize: "1048576",
  MessageRetentionPeriod: "345600",
  ReceiveMessageWaitTimeSeconds: "0",
  SqsManagedSseEnabled: "true",
};
export const defaultSettings = settingsOf(defaultAttributes);

/** The queue's own attributes that can be asked for, besides those that are counted. */
export const attributeNames: readonly string[] = [...Object.keys(ranges), ...texts];

/** The attributes after a change. An empty policy or key takes the old one away. @throws AwsError as SQS refuses them */
export function changedAttributes(
  before: Readonly<Record<string, string>>,
  changes: Readonly<Record<string, unknown>>,
): Record<string, string> {
  const attributes = { ...before };
  for (const [name, value] of Object.entries(changes)) {
    if (ofFifo.has(name) && String(value) !== "false") throw notSupported("a FIFO queue");
    if (!attributeNames.includes(name)) throw new AwsError("InvalidAttributeName", `Unknown Attribute ${name}.`);
    const text = String(value);
    if (text === "" && removable.has(name)) delete attributes[name];
    else attributes[name] = checked(name, text);
  }
  return attributes;
}

function checked(name: string, text: string): string {
  const range = ranges[name];
  const number = text === "" ? NaN : Number(text);
  if (range !== undefined && !(Number.isInteger(number) && number >= range[0] && number <= range[1])) {
    throw invalidValue(name);
  }
  if (name === "SqsManagedSseEnabled" && !/^(?:true|false)$/u.test(text)) throw invalidValue(name);
  if (name === "RedriveAllowPolicy") allowedSources(text);
  return text;
}

function invalidValue(name: string): AwsError {
  return new AwsError("InvalidAttributeValue", `Invalid value for the parameter ${name}.`);
}

export function settingsOf(attributes: Readonly<Record<string, string>>): QueueSettings {
  const seconds = (name: string): number => Number(attributes[name]) * 1000;
  const { RedrivePolicy: redrive } = attributes;
  return {
    visibilityTimeout: seconds("VisibilityTimeout"),
    delay: seconds("DelaySeconds"),
    retention: seconds("MessageRetentionPeriod"),
    wait: seconds("ReceiveMessageWaitTimeSeconds"),
    maxMessageSize: Number(attributes["MaximumMessageSize"]),
    redrive: redrive === undefined ? undefined : readRedrive(redrive),
  };
}

function readRedrive(text: string): Redrive {
  const policy = parsed(text);
  const { deadLetterTargetArn, maxReceiveCount } = policy ?? {};
  const count = Number(maxReceiveCount);
  if (typeof deadLetterTargetArn !== "string" || !(Number.isInteger(count) && count >= 1 && count <= 1000)) {
    throw redriveRefused(text, "Reason: deadLetterTargetArn and maxReceiveCount from 1 to 1000 are required.");
  }
  return { deadLetterTargetArn, maxReceiveCount: count };
}

export function redriveRefused(text: string, reason: string): AwsError {
  return new AwsError("InvalidParameterValue", `Value ${text} for parameter RedrivePolicy is invalid. ${reason}`);
}

/** The queues that may name a queue as their dead-letter queue; `undefined` for all. */
export function allowedSources(text: string): readonly string[] | undefined {
  const { redrivePermission, sourceQueueArns } = parsed(text) ?? {};
  if (redrivePermission === "allowAll") return undefined;
  if (redrivePermission === "denyAll") return [];
  const arns: unknown[] = Array.isArray(sourceQueueArns) ? sourceQueueArns : [];
  const named = arns.filter((arn) => typeof arn === "string");
  if (redrivePermission === "byQueue" && named.length >= 1 && named.length <= 10) return named;
  throw invalidValue("RedriveAllowPolicy");
}

function parsed(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
