import { type BatchOptions, processBatch } from "./batch.ts";
import { type Carried } from "./delayed-messages.ts";
import type { QueueRecord } from "./queue-record.ts";
import { memoryStripe } from "../../packages/stripe-offline/memory-stripe.ts";
import { memoryJournal, recordLog, recordMetrics } from "./testing.ts";

/** A Stripe event as the body of a message. */
export const bodyOf = (
  id: string,
  object: object = { id: `pi_of_${id}`, amount: 100, currency: "usd" },
  more: object = {},
) =>
  JSON.stringify({
    id,
    object: "event",
    type: "payment_intent.succeeded",
    created: 1,
    livemode: false,
    data: { object },
    ...more,
  });

/** When the consumer of these tests applies its events. */
const now = Date.parse("2026-11-23T12:00:00Z");

export const recordOf = (messageId: string, body: string, receives = "1"): QueueRecord => ({
  messageId,
  receiptHandle: `receipt-${messageId}`,
  body,
  attributes: { ApproximateReceiveCount: receives },
});

interface Sent extends Carried {
  readonly messageId: string;
  readonly delaySeconds: number;
}

/** The copy of a message, as it comes back. */
export const copyOf = (record: QueueRecord, { waited, interruptions }: Carried): QueueRecord => ({
  ...record,
  messageAttributes: {
    ...record.messageAttributes,
    waited_times: { stringValue: String(waited.times) },
    waited_seconds: { stringValue: String(waited.seconds) },
    interruptions: { stringValue: String(interruptions) },
  },
});

/** A consumer whose journal, queue and Stripe are in memory. */
export function consumer(
  handle: BatchOptions["handle"],
  {
    remaining = 30_000,
    stored = [] as object[],
    unsendable = [] as string[],
    unremovable = [] as string[],
    livemode = false,
    mostWaitSeconds = 86_400,
  } = {},
) {
  const journal = memoryJournal();
  const metrics = recordMetrics();
  const log = recordLog();
  const stripe = memoryStripe(stored);
  const sent: Sent[] = [];
  const removed: string[] = [];
  const messages = {
    sendAgain({ messageId }: QueueRecord, carried: Carried, delaySeconds: number) {
      if (unsendable.includes(messageId)) return Promise.reject(new Error("SQS is away"));
      sent.push({ messageId, ...carried, delaySeconds });
      return Promise.resolve();
    },
    remove({ messageId }: QueueRecord) {
      if (unremovable.includes(messageId)) return Promise.reject(new Error("SQS is away"));
      removed.push(messageId);
      return Promise.resolve();
    },
  };
  const run = async (records: QueueRecord[]) => {
    const { batchItemFailures } = await processBatch(records, {
      consumer: "orders",
      livemode,
      stripe,
      journal,
      metrics,
      log,
      handle,
      now: () => now,
      wait: () => Promise.resolve(),
      messages,
      mostWaitSeconds,
      remainingMilliseconds: () => remaining,
    });
    return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier).toSorted();
  };
  return { journal, metrics, log, run, sent, removed };
}
