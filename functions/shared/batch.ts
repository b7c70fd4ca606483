import { settledReceive } from "./while-stripe-lags.ts";
import { describeFailure, retryable } from "../../domain/failure.ts";
import type { Journal } from "./journal.ts";
import type { Log } from "./log.ts";
import { groupByPurchase } from "./record-groups.ts";
import { parseStripeEvent, type StripeEvent } from "../../domain/event/event.ts";
import { type TypedEvent, typedEvent } from "../../domain/event/typed-event.ts";
import type { Delivery } from "./while-stripe-lags.ts";
import { wholeEvent, type WholeEventPorts } from "./whole-event.ts";

/** The parts of an SQS record that are used; the body is the Stripe event as JSON. */
export interface QueueRecord {
  readonly messageId: string;
  readonly body: string;
  readonly attributes: { readonly ApproximateReceiveCount: string };
  /** Only to compute the delay from: a replayed event has none, and nothing else may depend on them. */
  readonly messageAttributes?: Readonly<Record<string, { readonly stringValue?: string | undefined }>> | undefined;
}

/** Which records to receive again. @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html */
export interface BatchResponse {
  batchItemFailures: { itemIdentifier: string }[];
}

export interface BatchOptions extends WholeEventPorts {
  /** Events of the other livemode are counted and skipped. */
  readonly livemode: boolean;
  readonly journal: WholeEventPorts["journal"] & Pick<Journal, "recordFailure" | "recordWait" | "recordInterruption">;
  readonly log: Log;
  /** Applies one event; a throw gives this record back and leaves the others alone. */
  readonly handle: (event: TypedEvent, delivery: Delivery) => Promise<void>;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** How long the invocation may still take; records that would outlast it are given back. */
  readonly remainingMilliseconds: () => number;
}

/** What a failed record still needs: its cause written down, the metrics flushed, the response sent. */
const marginMilliseconds = 2000;

interface Entry {
  readonly record: QueueRecord;
  readonly event: StripeEvent;
}

/**
 * Applies a batch, record by record: a bad one fails alone, its cause in journal, metric and log. Records of different
 * purchases are handled at the same time. Never throws: that would give all records back.
 */
export async function processBatch(records: readonly QueueRecord[], options: BatchOptions): Promise<BatchResponse> {
  const failed: QueueRecord[] = [];
  const attempt = async (record: QueueRecord, event: StripeEvent | undefined, work: () => Promise<void>) => {
    try {
      await beforeTimeRunsOut(work, options);
      options.metrics.count("RecordsProcessed", { Consumer: options.consumer });
    } catch (error) {
      failed.push(record);
      await reportFailure(error, record, event, options);
    }
  };

  const entries: Entry[] = [];
  for (const record of records) {
    const event = tryParse(record);
    if (event instanceof Error) {
      await attempt(record, undefined, () => Promise.reject(event));
    } else if (event.livemode === options.livemode) {
      entries.push({ record, event });
    } else {
      options.metrics.count("RecordsOtherLivemode", { Consumer: options.consumer });
    }
  }
  await Promise.all(
    groupByPurchase(entries).map(async (group) => {
      for (const { record, event } of group) {
        await attempt(record, event, async () => {
          await noteInterruption(record, event, options);
          const receives = Number(record.attributes.ApproximateReceiveCount);
          await options.handle(typedEvent(await wholeEvent(event, options)), { receives });
          observeDelay(record, options);
        });
      }
    }),
  );
  await options.metrics.flush();
  return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
}

function tryParse(record: QueueRecord): StripeEvent | Error {
  try {
    return parseStripeEvent(record.body);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** The webhook's clock and this one may differ a little; a delay is never negative. */
function observeDelay({ messageAttributes }: QueueRecord, { metrics, consumer, now }: BatchOptions): void {
  const receivedAt = Date.parse(messageAttributes?.["received_at"]?.stringValue ?? "");
  if (Number.isNaN(receivedAt)) return;
  metrics.observe("EventDelay", Math.max(0, (now() - receivedAt) / 1000), { Consumer: consumer });
}

/** One record that hangs must not take the batch with it when Lambda ends the function. */
async function beforeTimeRunsOut(work: () => Promise<void>, { remainingMilliseconds }: BatchOptions): Promise<void> {
  const left = remainingMilliseconds() - marginMilliseconds;
  const outOfTime = retryable("out-of-time", "the invocation's time ran out before the record was done");
  if (left <= 0) throw outOfTime;
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(outOfTime), left);
  try {
    await Promise.race([work(), promise]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * An attempt that crashed, or that Lambda ended, says nothing. The next one does it in its place: were all to end so, the
 * dead letter would have no cause.
 */
async function noteInterruption(
  { attributes }: QueueRecord,
  { id: eventId }: StripeEvent,
  { consumer, journal, metrics, log, now }: BatchOptions,
): Promise<void> {
  const receives = Number(attributes.ApproximateReceiveCount) - 1;
  if (!(receives > 0)) return;
  const failure = describeFailure(
    retryable(
      "interrupted",
      "an attempt ended without an outcome: a crash, a time-out, or its message was not deleted",
    ),
  );
  try {
    const at = new Date(now()).toISOString();
    const isNews = await journal.recordInterruption({ subject: eventId, consumer, ...failure, at, receives });
    if (isNews) metrics.count("RecordsFailed", { Consumer: consumer, Cause: failure.causeCode });
  } catch (error) {
    // What matters is the record; this attempt may succeed.
    log.error({ message: `interruption not recorded: ${describeFailure(error).message}`, eventId, consumer });
  }
}

async function reportFailure(
  error: unknown,
  record: QueueRecord,
  event: StripeEvent | undefined,
  { consumer, journal, metrics, log, now }: BatchOptions,
): Promise<void> {
  const failure = describeFailure(error);
  const subject = event?.id ?? `message-${record.messageId}`;
  const receives = Number(record.attributes.ApproximateReceiveCount);
  const { causeCode, disposition } = failure;
  // The last receive before the dead-letter queue is not a wait: its cause is what the operator finds.
  const waits = causeCode === "stripe-behind" && receives < settledReceive;
  const dimensions = { Consumer: consumer, Cause: causeCode };
  if (waits) metrics.count("RecordsWaiting", dimensions);
  else metrics.count("RecordsFailed", dimensions);
  log[waits ? "info" : "error"]({
    message: `record ${waits ? "waits" : "failed"}: ${failure.message}`,
    eventId: subject,
    ...(event === undefined ? {} : { type: event.type }),
    consumer,
    cause: causeCode,
    disposition,
    receives,
  });
  try {
    const at = new Date(now()).toISOString();
    await (waits
      ? journal.recordWait({ subject, consumer, receives })
      : journal.recordFailure({ subject, consumer, ...failure, at, receives }));
  } catch (journalError) {
    // The record goes back to the queue all the same; only its cause is missing from the journal.
    log.error({ message: `cause not recorded: ${describeFailure(journalError).message}`, eventId: subject, consumer });
  }
}
