import { keyRefusals } from "./key-rights.ts";
import { arnOf, given, mentions, names, referenceAt, type Resource } from "./resource.ts";
import { leaves, revealAll, text, UNKNOWN, type Properties } from "./values.ts";

/** Why AWS, given the resources that exist, would refuse this one, or would lose something until the next exists. */
export function refusals(resource: Resource, others: readonly Resource[]): string[] {
  const inputs = revealAll(given(resource.inputs));
  return [
    ...leaves(inputs).flatMap(({ path, text: value }) => nonsense(value).map((what) => `${path} ${what}: ${value}`)),
    ...danglingArns(resource, inputs, others),
    ...danglingNames(resource, inputs, others),
    ...keyRefusals(resource.type, inputs, others),
    ...(order[resource.type]?.(inputs, others) ?? []),
  ];
}

/** Marks of an Output that was put into a string without being awaited, or that never got a value. */
function nonsense(value: string): string[] {
  if (value.includes(UNKNOWN)) return ["is not known"];
  if (value.includes("Calling [toString] on an [Output<T>]") || value.includes("[object Object]")) {
    return ["holds an object that was turned into text"];
  }
  return /\b(undefined|NaN)\b/u.test(value) ? ["holds a value that is missing"] : [];
}

function danglingArns(resource: Resource, inputs: Properties, others: readonly Resource[]): string[] {
  return leaves(inputs)
    .filter(
      ({ path, text: value }) => value.startsWith("arn:") && value.includes(":123456789012:") && path !== "sourceArn",
    )
    .filter(({ text: value }) => !others.some((other) => mentions(value, arnOf(other))))
    .map(({ path, text: value }) => `${path} of ${resource.type} names ${value}, which does not exist`);
}

function danglingNames(resource: Resource, inputs: Properties, others: readonly Resource[]): string[] {
  return leaves(inputs)
    .filter(({ path, text: value }) => {
      const type = referenceAt(resource.type, path);
      return type !== undefined && !others.some((other) => other.type === type && names(value, other));
    })
    .map(({ path, text: value }) => `${path} names ${value}, which does not exist`);
}

/** What must be there first, so that nothing is refused or lost. */
const order: Record<string, (inputs: Properties, others: readonly Resource[]) => string[]> = {
  "aws:lambda/eventSourceMapping:EventSourceMapping": (inputs, others) => {
    const handler = others.find(
      (other) => other.type.endsWith(":Function") && names(text(inputs, "functionName"), other),
    );
    return mayReceive(text(handler?.inputs ?? {}, "role"), text(inputs, "eventSourceArn"), others);
  },
  "aws:pipes/pipe:Pipe": (inputs, others) => mayReceive(text(inputs, "roleArn"), text(inputs, "source"), others),
  "aws:sns/topicSubscription:TopicSubscription": (inputs, others) =>
    text(inputs, "protocol") === "sqs" ? admitted(text(inputs, "endpoint"), text(inputs, "topic"), others) : [],
  "aws:cloudwatch/compositeAlarm:CompositeAlarm": (inputs, others) => {
    const alarms = new Set(others.filter((other) => other.type.endsWith("Alarm")).map((other) => other.name));
    return [...text(inputs, "alarmRule").matchAll(/ALARM\("(?<name>[^"]*)"\)/gu)]
      .map(({ groups }) => groups?.["name"] ?? "")
      .filter((name) => !alarms.has(name))
      .map((name) => `alarmRule names ${name}, which does not exist`);
  },
  "aws:cloudwatch/eventTarget:EventTarget": (inputs, others) => {
    const rule = others.find((other) => other.type.endsWith(":EventRule") && names(text(inputs, "rule"), other));
    return text(inputs, "arn").includes(":sqs:")
      ? admitted(text(inputs, "arn"), text(rule?.outputs ?? {}, "arn"), others)
      : [];
  },
};

/** Lambda and Pipes refuse a source that the role may not read. */
function mayReceive(roleArn: string, queueArn: string, others: readonly Resource[]): string[] {
  const role = others.find((other) => other.type.endsWith(":Role") && arnOf(other) === roleArn);
  const allowed = others.some(
    (other) =>
      other.type.endsWith(":RolePolicy") &&
      role !== undefined &&
      names(text(other.inputs, "role"), role) &&
      text(other.inputs, "policy").includes("sqs:ReceiveMessage") &&
      text(other.inputs, "policy").includes(`"${queueArn}"`),
  );
  return allowed ? [] : [`no policy lets the role ${roleArn} call sqs:ReceiveMessage on ${queueArn} yet`];
}

/** What a queue's policy does not admit yet, SNS and EventBridge send in vain. */
function admitted(queueArn: string, sourceArn: string, others: readonly Resource[]): string[] {
  const queue = others.find((other) => other.type.endsWith(":Queue") && arnOf(other) === queueArn);
  const admits = others.some(
    (other) =>
      other.type.endsWith(":QueuePolicy") &&
      text(other.inputs, "queueUrl") === queue?.id &&
      text(other.inputs, "policy").includes(`"${sourceArn}"`),
  );
  return admits ? [] : [`no policy of the queue ${queueArn} admits ${sourceArn} yet`];
}
