import { parseJson } from "../../../domain/json.ts";
import { identityOf, isObject } from "../../../domain/event/event.ts";

/** A message of a dead-letter queue as SQS hands it out. */
export interface DeadLetter {
  /** Stays the same when SQS moves a message from its queue. */
  readonly messageId: string;
  /** Good until the message is visible again. */
  readonly receipt: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Epoch milliseconds: when it was first sent, not when it died. */
  readonly sentAt: number;
  /** Whether SQS moved it here from its queue, after its last receive. */
  readonly isMoved: boolean;
}

/** What put the envelope on: the branch's queue, SNS, a rule or the bus itself, which could not deliver. */
type Route = "queue" | "topic" | "rule" | "bus";

/** A dead letter, read: what the branch's queue should have got, and what is known of it. */
export interface Content {
  readonly route: Route;
  /** The Stripe event as text, out of its envelope. */
  readonly body: string;
  /** Those of the message to send; what SNS and EventBridge report of their failure is left out. */
  readonly attributes: Readonly<Record<string, string>>;
  /** A notice's id; `message-<SQS message id>` where the body is neither: the consumers' name for it in the journal. */
  readonly subject: string;
  /** Whether the webhook may have accepted it, and so the archive may have it. */
  readonly isEvent: boolean;
  readonly type?: string;
  /** Of a replayed event. */
  readonly replayName?: string;
  /** What SNS or EventBridge says about its failure. */
  readonly failure?: string;
  /** The ARN of the key without which nobody can read it: EventBridge gave it up encrypted. `body` is all of it. */
  readonly encryptedWith?: string;
}

/** What SNS and EventBridge add to a dead letter. */
const failureAttributes = new Set([
  "RequestID",
  "ErrorCode",
  "ErrorMessage",
  "RULE_ARN",
  "TARGET_ARN",
  "ERROR_CODE",
  "ERROR_MESSAGE",
  "EXHAUSTED_RETRY_CONDITION",
  "RETRY_ATTEMPTS",
]);

/**
 * Takes the event out of what SNS or EventBridge wrapped it in.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-encryption-event-bus-dlq-decrypt.html
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html
 */
export function open({ messageId, body, attributes }: DeadLetter): Content {
  const kept = Object.fromEntries(Object.entries(attributes).filter(([name]) => !failureAttributes.has(name)));
  const value = parseJson(body);
  const failure = attributes["ERROR_MESSAGE"] ?? attributes["ErrorMessage"];
  const reported = failure === undefined ? {} : { failure };
  const content = (route: Route, text: string, event: unknown, own: Readonly<Record<string, string>>): Content => {
    const { id, type } = identityOf(event);
    const notice = isObject(event) && typeof event["noticeId"] === "string" ? event["noticeId"] : undefined;
    return {
      route,
      body: text,
      attributes: own,
      subject: id ?? notice ?? `message-${messageId}`,
      isEvent: id !== undefined && type !== undefined,
      ...(type === undefined ? {} : { type }),
      ...reported,
    };
  };
  const encryptedWith = keyOf(value);
  if (encryptedWith !== undefined)
    return { ...content("bus", body, value, {}), subject: `message-${messageId}`, isEvent: true, encryptedWith };
  if (isObject(value) && isObject(value["detail"]) && typeof value["detail-type"] === "string") {
    // Of the partner event source the detail is the event.
    const event = value["detail"]["event"] ?? value["detail"];
    const replayName = value["replay-name"];
    const route = "RULE_ARN" in attributes || replayName !== undefined ? "rule" : "bus";
    const read = content(route, JSON.stringify(event), event, kept);
    return typeof replayName === "string" ? { ...read, replayName } : read;
  }
  if (isObject(value) && value["Type"] === "Notification" && typeof value["Message"] === "string") {
    const text = value["Message"];
    return content("topic", text, parseJson(text), { ...kept, ...notificationAttributes(value["MessageAttributes"]) });
  }
  const route = "RULE_ARN" in attributes ? "rule" : "ErrorCode" in attributes ? "topic" : "queue";
  return content(route, body, value, kept);
}

/** Of what EventBridge could not deliver from a bus with a customer's key: the event's own id and type are encrypted too. */
function keyOf(value: unknown): string | undefined {
  if (!isObject(value) || value["detail-type"] !== "Encrypted Events" || !isObject(value["detail"])) return undefined;
  const key = value["detail"]["kms-key-arn"];
  return typeof key === "string" ? key : "an unknown key";
}

/** Whether the body in the dead-letter queue is not the one that belongs into the queue, or has attributes too many. */
export function isWrapped(letter: DeadLetter, content: Content): boolean {
  return letter.body !== content.body || Object.keys(letter.attributes).some((name) => failureAttributes.has(name));
}

function notificationAttributes(attributes: unknown): Record<string, string> {
  const entries = Object.entries(isObject(attributes) ? attributes : {});
  return Object.fromEntries(
    entries.flatMap(([name, value]) =>
      isObject(value) && typeof value["Value"] === "string" ? [[name, value["Value"]]] : [],
    ),
  );
}
