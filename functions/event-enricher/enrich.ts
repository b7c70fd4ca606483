import { createHash } from "node:crypto";
import { fewerEffects } from "../../domain/event/fewer-effects.ts";
import type { Effect } from "../../domain/event/types.ts";
import { describeFailure } from "../../domain/failure.ts";
import { cutText } from "../../domain/text.ts";
import type { Journal } from "../shared/journal.ts";
import type { Log } from "../shared/log.ts";
import type { Metrics } from "../shared/metrics.ts";
import { objectIdOf, readStripeEvent, type StripeEvent } from "../../domain/event/event.ts";
import { isHandledEventType, isInAnotherStyle } from "../../domain/event/types.ts";

/** The parts of the pipe's SQS record that are used. @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-sqs.html */
export interface PipeRecord {
  readonly messageId: string;
  readonly body: string;
  readonly attributes: { readonly SentTimestamp: string };
  readonly messageAttributes?: Readonly<Record<string, { readonly stringValue?: string | undefined }>> | undefined;
}

/** The detail of a bus event; the pipe takes the bus event's detail-type from `event.type`. */
export interface ArchiveDetail {
  /** The Stripe event, whole; an {@link UndecodableEvent} in the place of what is none. */
  readonly event: unknown;
  readonly stage: string;
  /** ISO time at which the webhook accepted it. */
  readonly receivedAt: string;
  /** What it can change, where that is less than its type says; the replay rules go by it. */
  readonly effects?: readonly Effect[];
}

/**
 * What the archive keeps of a message that is not a Stripe event. The webhook publishes none; someone may send one by hand.
 * Throwing would retry its neighbours with it and take them to the dead-letter queue after three times; leaving it
 * out would lose it. No consumer's replay rule knows its type, the inspection's passes it.
 */
interface UndecodableEvent {
  readonly object: "undecodable";
  readonly type: "undecodable";
  readonly id: string;
  readonly reason: string;
  readonly body: string;
  /** Only of a body that the bus could not take whole. */
  readonly truncated?: { readonly bytes: number; readonly sha256: string };
}

export interface EnrichPorts {
  readonly journal: Pick<Journal, "recordEvent">;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly stage: string;
  /** Whether messages come from a partner event source too; those carry no attributes. */
  readonly hasPartner: boolean;
}

/** The bus takes 1 MiB; a character of a body in a JSON string takes up to six bytes. */
const longestUndecodable = 40_000;

/**
 * Journals each record's event and returns its detail, one for each record in the same order: an empty response would
 * make the pipe drop them silently.
 * @throws when the journal cannot be written: the pipe then gives all records back, and writing again does no harm
 */
export async function enrich(records: readonly PipeRecord[], ports: EnrichPorts): Promise<ArchiveDetail[]> {
  // All are awaited: what is still on its way when a function returns goes on in its next invocation, or never.
  const results = await Promise.allSettled(records.map((record) => enrichOne(record, ports)));
  return results.map((result) => {
    if (result.status === "rejected") throw result.reason;
    return result.value;
  });
}

async function enrichOne(record: PipeRecord, ports: EnrichPorts): Promise<ArchiveDetail> {
  const { journal, metrics, log, stage } = ports;
  const receivedAt = receivedAtOf(record);
  const decoded = decode(record.body);
  if ("reason" in decoded) {
    const subject = `message-${record.messageId}`;
    log.error({ message: `undecodable: ${decoded.reason}`, eventId: subject });
    metrics.count("EventsUndecodable", {});
    return { event: undecodable(subject, decoded.reason, record.body), stage, receivedAt };
  }
  const { event, value } = decoded;
  const objectId = objectIdOf(event);
  const fewer = fewerEffects(event);
  const effects = fewer === undefined ? {} : { effects: fewer };
  try {
    await journal.recordEvent({
      eventId: event.id,
      type: event.type,
      created: event.created,
      receivedAt,
      livemode: event.livemode,
      ...(objectId === undefined ? {} : { objectId }),
      ...(event.account === undefined ? {} : { account: event.account }),
      ...(ports.hasPartner && record.messageAttributes?.["received_at"] === undefined ? { via: "partner" } : {}),
      ...(event.thin === undefined ? {} : { thinId: event.thin.id }),
      ...effects,
    });
  } catch (error) {
    // The journal cannot hold why its own entry is missing: this line is the dead letter's cause.
    log.error({ message: `not journaled: ${describeFailure(error).message}`, eventId: event.id, type: event.type });
    throw error;
  }
  log.info({ message: "journaled", eventId: event.id, type: event.type });
  if (isUnread(event)) {
    log.warn({ message: "one of ours, in a style that is not read", eventId: event.id, type: event.type });
    metrics.count("EventsInAnotherStyle", {});
  }
  metrics.count("EventsArchived", {});
  return { event: value, stage, receivedAt, ...effects };
}

/** Whether no consumer can handle an event whose type is one of ours: a thin event without a path names no object to fetch. */
function isUnread({ type, thin }: StripeEvent): boolean {
  return isInAnotherStyle(type) || (isHandledEventType(type) && thin !== undefined && thin.url === undefined);
}

type Decoded = { readonly event: StripeEvent; readonly value: unknown } | { readonly reason: string };

function decode(body: string): Decoded {
  try {
    const value: unknown = JSON.parse(body);
    return { event: readStripeEvent(value), value };
  } catch (error) {
    return { reason: error instanceof SyntaxError ? "not JSON" : describeFailure(error).message };
  }
}

function undecodable(id: string, reason: string, body: string): UndecodableEvent {
  const marker = { object: "undecodable", type: "undecodable", id, reason } as const;
  if (body.length <= longestUndecodable) return { ...marker, body };
  const sha256 = createHash("sha256").update(body).digest("hex");
  return { ...marker, body: cutText(body, longestUndecodable), truncated: { bytes: Buffer.byteLength(body), sha256 } };
}

/** The webhook's time travels as an attribute; a message without it came when it was sent. */
function receivedAtOf({ attributes, messageAttributes }: PipeRecord): string {
  const received = Date.parse(messageAttributes?.["received_at"]?.stringValue ?? "");
  return new Date(Number.isNaN(received) ? Number(attributes.SentTimestamp) : received).toISOString();
}
