import { createHash } from "node:crypto";
import { readStripeEvent } from "../../domain/event/event.ts";
import { eventOfMessage, readWarehouseMessage } from "../../domain/parcel/message.ts";
import { toMessage } from "../shared/event-message.ts";
import type { Log } from "../shared/log.ts";
import type { Metrics } from "../shared/metrics.ts";
import type { Publish } from "../shared/publish-event.ts";
import type { QueueRecord } from "../shared/queue-record.ts";

export interface ForwardPorts {
  readonly publish: Publish;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly livemode: boolean;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/**
 * Publishes a warehouse message as the event that it is, for the consumers that it concerns and for the archive.
 * @throws ProcessingError `not-json` or `invalid-message` (reject), and what SNS throws
 */
export async function forward({ body, attributes }: QueueRecord, ports: ForwardPorts): Promise<void> {
  const { livemode, now, publish, metrics, log } = ports;
  const message = readWarehouseMessage(body);
  const value = eventOfMessage(message, { livemode, sentAt: Number(attributes.SentTimestamp ?? now()), hash });
  const event = readStripeEvent(value);
  await publish(toMessage(event, JSON.stringify(value), value, now()));
  metrics.count("WarehouseMessages", { Kind: message.kind });
  log.info({ message: "forwarded", eventId: event.id, type: event.type, orderKey: message.order });
}

function hash(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
