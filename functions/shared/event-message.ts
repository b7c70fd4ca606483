import { fewerEffects } from "../../domain/event/fewer-effects.ts";
import { part, type StripeEvent, type StripeObject } from "../../domain/event/event.ts";

/** What is published: the event as received, and what subscriptions filter by. */
export interface EventMessage {
  readonly body: string;
  /** SNS message attributes, a list as String.Array; an absent value is left out, SNS refuses empty ones. */
  readonly attributes: Readonly<Record<string, string | readonly string[]>>;
  /** The body is a stub, because the event is too large for SNS. */
  readonly oversize: boolean;
}

/**
 * SNS takes 262,144 bytes, body and attributes, unless the topic's attribute `MaximumMessageSize` allows up to 1 MiB
 * (September 2026). @pulumi/aws 7.48 has no argument for it (terraform-provider-aws#50109); a test fails when it has
 * (`tests/components/queues.test.ts`). Then the topic gets 1 MiB, as the queues and the event bus have, and this follows.
 * @see https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
 */
const maximumMessageBytes = 262_144 - 2048;

/**
 * @param text the event as received
 * @param value the same, parsed
 * @param receivedAt epoch milliseconds
 */
export function toMessage(event: StripeEvent, text: string, value: StripeObject, receivedAt: number): EventMessage {
  const effects = fewerEffects(event);
  const attributes: EventMessage["attributes"] = {
    event_type: event.type,
    event_id: event.id,
    livemode: String(event.livemode),
    ...(event.apiVersion === undefined ? {} : { api_version: event.apiVersion }),
    received_at: new Date(receivedAt).toISOString(),
    ...(effects === undefined ? {} : { effects }),
  };
  const body = escapeRefused(text);
  const oversize = Buffer.byteLength(body) + sizeOf(attributes) > maximumMessageBytes;
  return { body: oversize ? JSON.stringify(toStub(value)) : body, attributes, oversize };
}

const keptInStub: ReadonlySet<string> = new Set([
  "id",
  "object",
  "type",
  "created",
  "livemode",
  "api_version",
  "account",
  "context",
  // Of a thin event
  "related_object",
  "snapshot_event",
]);

/** Ids only: enough for the filters and the journal, and to fetch the event again within 30 days. */
function toStub(value: StripeObject): StripeObject {
  const fields = Object.entries(value).filter(([name]) => keptInStub.has(name));
  const { id, object } = part(value, "data", "object");
  return { ...Object.fromEntries(fields), oversize: true, data: { object: { id, object } } };
}

/**
 * SNS and SQS take what XML takes. Of what JSON allows in a string unescaped, that leaves out two code points; written
 * as escapes they are the same JSON.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
 */
function escapeRefused(text: string): string {
  return text.replaceAll("\uFFFE", String.raw`\ufffe`).replaceAll("\uFFFF", String.raw`\uffff`);
}

/** Name, type and value of each attribute count. */
function sizeOf(attributes: EventMessage["attributes"]): number {
  const texts = Object.entries(attributes).flatMap(([name, value]) => [name, ...Object.values(snsAttribute(value))]);
  return Buffer.byteLength(texts.join(""));
}

export function snsAttribute(value: string | readonly string[]): { DataType: string; StringValue: string } {
  return typeof value === "string"
    ? { DataType: "String", StringValue: value }
    : { DataType: "String.Array", StringValue: JSON.stringify(value) };
}
