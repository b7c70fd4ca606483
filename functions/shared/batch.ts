import { type Delivery, receivesInstead } from "./while-stripe-lags.ts";
import { retryable } from "../../domain/failure.ts";
import { carriedBy } from "./delayed-messages.ts";
import { type FailurePorts, failOrWait } from "./fail-or-wait.ts";
import { hasLives, isInterrupted, putOff, removeEarly } from "./interruptions.ts";
import { type QueueRecord, receivesOf } from "./queue-record.ts";
import { groupByPurchase } from "./record-groups.ts";
import { parseStripeEvent, type StripeEvent } from "../../domain/event/event.ts";
import { type TypedEvent, typedEvent } from "../../domain/event/typed-event.ts";
import { wholeEvent, type WholeEventPorts } from "./whole-event.ts";

/** Which records to receive again. @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html */
export interface BatchResponse {
  batchItemFailures: { itemIdentifier: string }[];
}

export interface MessageOptions extends FailurePorts {
  /** How long the invocation may still take; records that would outlast it are given back. */
  readonly remainingMilliseconds: () => number;
}

export interface BatchOptions extends MessageOptions, WholeEventPorts {
  readonly journal: FailurePorts["journal"] & WholeEventPorts["journal"];
  /** Events of the other livemode are counted and skipped. */
  readonly livemode: boolean;
  /** Applies one event; a throw gives this record back and leaves the others alone. */
  readonly handle: (event: TypedEvent, delivery: Delivery) => Promise<void>;
}

/** What a failed record still needs: its cause written down or its copy sent, the metrics flushed, the response sent. */
const marginMilliseconds = 2000;

interface Entry {
  readonly record: QueueRecord;
  readonly event: StripeEvent;
}

/**
 * Applies a batch, record by record: a bad one fails alone, its cause in journal, metric and log; one that only has to
 * wait is sent again with a delay. Records of different purchases are handled at the same time. Never throws: that would
 * give all records back.
 */
export async function processBatch(records: readonly QueueRecord[], options: BatchOptions): Promise<BatchResponse> {
  const { attempt, refuse, respond } = attempts(options);
  const handleOne = async ({ record, event }: Entry): Promise<boolean> =>
    hasLives(record) ? attempt(record, event, () => apply(record, event, options)) : refuse(record, event);

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
  const others = await isolateInterrupted(entries, handleOne, options);
  await Promise.all(
    groupByPurchase(others).map(async (group) => {
      for (const entry of group) await handleOne(entry);
    }),
  );
  return respond();
}

/** As {@link processBatch}, of messages that are not Stripe events, one after the other. */
export async function processMessages(
  records: readonly QueueRecord[],
  handle: (record: QueueRecord) => Promise<void>,
  options: MessageOptions,
): Promise<BatchResponse> {
  const { attempt, respond } = attempts(options);
  for (const record of records) await attempt(record, undefined, () => handle(record));
  return respond();
}

function attempts(options: MessageOptions) {
  const failed: QueueRecord[] = [];
  return {
    attempt: async (record: QueueRecord, event: StripeEvent | undefined, work: () => Promise<void>) => {
      try {
        await beforeTimeRunsOut(work, options);
        options.metrics.count("RecordsProcessed", { Consumer: options.consumer });
        return true;
      } catch (error) {
        if ((await failOrWait(error, record, event, options)) === "failed") failed.push(record);
        return false;
      }
    },
    /** Gives a record back without an attempt. The journal keeps the cause of the last one. */
    refuse: (record: QueueRecord, { id: eventId }: StripeEvent): false => {
      const { log, consumer } = options;
      log.error({ message: "record refused: three attempts are spent", eventId, consumer });
      failed.push(record);
      return false;
    },
    respond: async (): Promise<BatchResponse> => {
      await options.metrics.flush();
      return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
    },
  };
}

/**
 * A record whose last attempt ended without an outcome may be what ended it, and would take its neighbours along each
 * time. So one such record is handled before all others and out of the queue before they begin, and the rest of its kind
 * come again on their own. @returns the records that no attempt was made of
 */
async function isolateInterrupted(
  entries: readonly Entry[],
  handleOne: (entry: Entry) => Promise<boolean>,
  options: BatchOptions,
): Promise<readonly Entry[]> {
  const checked = await Promise.all(
    entries.map(async (entry) => {
      const wasInterrupted = await isInterrupted(entry.record, entry.event, options);
      // No attempt is made of what has spent its lives. As a copy it would carry them, and a redrive could give it no other.
      return { entry, isSuspect: wasInterrupted && hasLives(entry.record) };
    }),
  );
  const [alone, ...rest] = checked.flatMap(({ entry, isSuspect }) => (isSuspect ? [entry] : []));
  if (alone === undefined) return entries;
  const isPutOff = await Promise.all(rest.map(({ record }, index) => putOff(record, index, options)));
  const others = [
    ...rest.filter((_, index) => isPutOff[index] === false),
    ...checked.flatMap(({ entry, isSuspect }) => (isSuspect ? [] : [entry])),
  ];
  const isDone = await handleOne(alone);
  if (isDone && others.length > 0) await removeEarly(alone.record, options);
  return others;
}

async function apply(record: QueueRecord, event: StripeEvent, options: BatchOptions): Promise<void> {
  const receives = receivesInstead(receivesOf(record), carriedBy(record).waited);
  await options.handle(typedEvent(await wholeEvent(event, options)), { receives });
  observeDelay(record, options);
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
async function beforeTimeRunsOut(work: () => Promise<void>, { remainingMilliseconds }: MessageOptions): Promise<void> {
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
