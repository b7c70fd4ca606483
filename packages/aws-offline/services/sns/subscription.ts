import { randomUUID } from "node:crypto";
import { notSupported } from "../../gateway/aws-error.ts";
import { isObject, parseJson } from "../../input.ts";
import { PatternError } from "../../pattern/pattern-error.ts";
import { parsePattern, type Matcher } from "../../pattern/pattern.ts";
import type { MessageAttribute } from "../sqs/engine/message.ts";
import { invalid, type Publication } from "./message.ts";

export interface Subscription {
  arn: string;
  topicArn: string;
  /** Only `sqs` is delivered to; e-mail and HTTP stay "pending confirmation". */
  protocol: string;
  endpoint: string;
  confirmed: boolean;
  attributes: Record<string, string>;
  matches: (publication: Publication) => boolean;
  deadLetterArn: string | undefined;
}

const maxFilterKeys = 5;
const maxFilterCombinations = 150;
const protocols = new Set(["sqs", "email", "email-json", "http", "https"]);
const knownAttributes = new Set(["FilterPolicy", "FilterPolicyScope", "RawMessageDelivery", "RedrivePolicy"]);

export function makeSubscription(
  topicArn: string,
  protocol: string,
  endpoint: string,
  attributes: Record<string, string>,
): Subscription {
  if (!protocols.has(protocol)) throw notSupported(`a subscription of protocol ${protocol}`);
  const subscription: Subscription = {
    arn: `${topicArn}:${randomUUID()}`,
    topicArn,
    protocol,
    endpoint,
    confirmed: protocol === "sqs",
    attributes: {},
    matches: () => true,
    deadLetterArn: undefined,
  };
  setSubscriptionAttributes(subscription, attributes);
  return subscription;
}

/** Sets attributes and what follows from them. An empty FilterPolicy or RedrivePolicy takes the old one away. */
export function setSubscriptionAttributes(subscription: Subscription, attributes: Record<string, string>): void {
  for (const name of Object.keys(attributes)) {
    if (!knownAttributes.has(name)) throw notSupported(`the subscription attribute ${name}`);
  }
  const all = { ...subscription.attributes, ...attributes };
  for (const name of ["FilterPolicy", "RedrivePolicy"]) if (all[name] === "" || all[name] === "{}") delete all[name];
  const matches = compileFilter(all["FilterPolicy"], all["FilterPolicyScope"] ?? "MessageAttributes");
  subscription.deadLetterArn = readDeadLetterArn(all["RedrivePolicy"]);
  subscription.matches = matches;
  subscription.attributes = all;
}

function compileFilter(text: string | undefined, scope: string): Subscription["matches"] {
  if (text === undefined) return () => true;
  let matcher: Matcher;
  try {
    matcher = parsePattern(text);
    checkComplexity(JSON.parse(text));
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    throw invalid(`FilterPolicy: ${error.message}`);
  }
  if (scope === "MessageBody") return ({ message }) => matchesBody(matcher, message);
  if (scope !== "MessageAttributes") throw invalid(`FilterPolicyScope: ${scope}`);
  return ({ attributes }) => {
    // Without any attribute nothing fits, not even "exists": false.
    if (Object.keys(attributes).length === 0) return false;
    return matcher(Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, plain(value)])));
  };
}

/** docs.aws.amazon.com/sns/latest/dg/subscription-filter-policy-constraints.html */
function checkComplexity(policy: unknown): void {
  const sizes = leafSizes(policy);
  if (sizes.length > maxFilterKeys) throw invalid(`FilterPolicy: more than ${String(maxFilterKeys)} keys`);
  const combinations = sizes.reduce((product, size) => product * size, 1);
  if (combinations > maxFilterCombinations) {
    throw invalid(
      `FilterPolicy: ${String(combinations)} combinations of values, at most ${String(maxFilterCombinations)}`,
    );
  }
}

/** How many values each key lists. */
function leafSizes(policy: unknown): number[] {
  if (!isObject(policy)) return [];
  return Object.entries(policy).flatMap(([key, value]) => {
    if (!Array.isArray(value)) return leafSizes(value);
    return key === "$or" ? value.flatMap(leafSizes) : [value.length];
  });
}

/** A body that is not JSON fits no filter. */
function matchesBody(matcher: Matcher, message: string): boolean {
  const body = parseJson(message);
  return body !== undefined && matcher(body);
}

function plain(attribute: MessageAttribute): unknown {
  const text = attribute.StringValue ?? "";
  if (attribute.DataType.startsWith("Number")) return Number(text);
  if (attribute.DataType !== "String.Array") return text;
  const list = parseJson(text);
  return list === undefined ? text : list;
}

function readDeadLetterArn(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const policy = parseJson(text);
  const arn = isObject(policy) ? policy["deadLetterTargetArn"] : undefined;
  if (typeof arn !== "string") throw invalid("RedrivePolicy: deadLetterTargetArn is missing");
  return arn;
}
