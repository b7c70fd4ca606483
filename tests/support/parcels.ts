import { createHash } from "node:crypto";
import { eventOfMessage, readWarehouseMessage } from "../../domain/parcel/message.ts";
import { sampleApiVersion } from "../../packages/stripe-offline/samples/index.ts";
import type { SampleEvent } from "../../packages/stripe-offline/samples/index.ts";
import type { System } from "./system.ts";

/** The event that a message of the warehouse's about an order becomes, with what Stripe's events have besides. */
export function reportOf(order: string, message: object, at = Date.UTC(2026, 10, 3)): SampleEvent {
  const hash = (text: string): string => createHash("sha256").update(text).digest("hex");
  const said = readWarehouseMessage(JSON.stringify({ ...message, order }));
  const event = eventOfMessage(said, { livemode: false, sentAt: at, hash });
  return {
    ...event,
    api_version: sampleApiVersion,
    pending_webhooks: 0,
    request: { id: null, idempotency_key: null },
  };
}

/** Sends messages as a warehouse does; a text goes as it is. */
export async function report({ run }: System, ...messages: readonly unknown[]): Promise<void> {
  const QueueUrl = run.outputs.queueUrls["warehouse-inbox"];
  for (const message of messages) {
    const MessageBody = typeof message === "string" ? message : JSON.stringify(message);
    await run.operator.call("sqs", "SendMessage", { QueueUrl, MessageBody });
  }
}
