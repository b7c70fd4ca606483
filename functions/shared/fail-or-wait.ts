import { describeFailure } from "../../domain/failure.ts";
import type { StripeEvent } from "../../domain/event/event.ts";
import { nextDelay, passesOnItsOwn } from "../../domain/waiting.ts";
import { carriedBy, type DelayedMessages } from "./delayed-messages.ts";
import type { Journal } from "./journal.ts";
import type { Log } from "./log.ts";
import type { Metrics } from "./metrics.ts";
import { type QueueRecord, namedEvent, receivesOf } from "./queue-record.ts";
import { receivesInstead, settledReceive } from "./while-stripe-lags.ts";

export interface FailurePorts {
  /** Its name in index.ts, for metrics, log and journal. */
  readonly consumer: string;
  readonly journal: Pick<Journal, "recordFailure" | "recordWait" | "recordInterruption">;
  readonly metrics: Metrics;
  readonly log: Log;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly messages: DelayedMessages;
  /** How long (s) a message waits for what passes on its own before that spends its receives too. */
  readonly mostWaitSeconds: number;
}

type Failure = ReturnType<typeof describeFailure>;

/** What becomes of a record whose attempt failed: it waits as another message, or is given back and spends a receive. */
export async function failOrWait(
  error: unknown,
  record: QueueRecord,
  event: StripeEvent | undefined,
  ports: FailurePorts,
): Promise<"failed" | "waits"> {
  const failure = describeFailure(error);
  const delaySeconds = delayOf(failure, record, ports);
  const waits = delaySeconds !== undefined && (await sendAgain(record, delaySeconds, ports));
  report(waits, failure, record, event, ports);
  await write(waits ? delaySeconds : undefined, failure, record, event, ports);
  return waits ? "waits" : "failed";
}

function delayOf({ causeCode }: Failure, record: QueueRecord, { mostWaitSeconds }: FailurePorts): number | undefined {
  const { waited } = carriedBy(record);
  if (!passesOnItsOwn(causeCode)) return undefined;
  if (causeCode !== "stripe-behind") return nextDelay(causeCode, waited, mostWaitSeconds, Math.random());
  // Lists that have had the time to show something will not show it tomorrow either; being behind is not an outage.
  const isSettled = receivesInstead(receivesOf(record), waited) >= settledReceive;
  return isSettled ? undefined : nextDelay(causeCode, waited, Number.POSITIVE_INFINITY, Math.random());
}

/** @returns whether it was sent; what was not is given back, and comes after its visibility timeout */
async function sendAgain(record: QueueRecord, delaySeconds: number, { messages, log }: FailurePorts): Promise<boolean> {
  const { waited, interruptions } = carriedBy(record);
  try {
    const longer = { times: waited.times + 1, seconds: waited.seconds + delaySeconds };
    await messages.sendAgain(record, { waited: longer, interruptions }, delaySeconds);
    return true;
  } catch (error) {
    log.error({
      message: `not sent again: ${describeFailure(error).message}`,
      messageId: record.messageId,
      ...namedEvent(record),
    });
    return false;
  }
}

function report(
  waits: boolean,
  { causeCode, disposition, message }: Failure,
  record: QueueRecord,
  event: StripeEvent | undefined,
  { consumer, metrics, log }: FailurePorts,
): void {
  const { waited } = carriedBy(record);
  const dimensions = { Consumer: consumer, Cause: causeCode };
  if (waits) {
    metrics.count("RecordsWaiting", dimensions);
    metrics.observe("WaitingAge", waited.seconds, { Consumer: consumer });
  } else metrics.count("RecordsFailed", dimensions);
  log[waits ? "info" : "error"]({
    message: `record ${waits ? "waits" : "failed"}: ${message}`,
    eventId: subjectOf(record, event),
    ...(event === undefined ? {} : { type: event.type }),
    consumer,
    cause: causeCode,
    disposition,
    receives: receivesOf(record),
    ...(waited.times === 0 ? {} : { waitedSeconds: waited.seconds }),
  });
}

async function write(
  delaySeconds: number | undefined,
  failure: Failure,
  record: QueueRecord,
  event: StripeEvent | undefined,
  { consumer, journal, log, now }: FailurePorts,
): Promise<void> {
  const subject = subjectOf(record, event);
  const at = new Date(now()).toISOString();
  try {
    if (delaySeconds === undefined) {
      const { messageId } = record;
      await journal.recordFailure({ subject, consumer, messageId, ...failure, at, receives: receivesOf(record) });
      return;
    }
    const { times, seconds } = carriedBy(record).waited;
    const { causeCode: cause, message } = failure;
    await journal.recordWait({ subject, consumer, cause, message, at, times: times + 1, waitedSeconds: seconds });
  } catch (error) {
    // The record comes again all the same; only its cause is missing from the journal.
    log.error({ message: `cause not recorded: ${describeFailure(error).message}`, eventId: subject, consumer });
  }
}

function subjectOf({ messageId }: QueueRecord, event: StripeEvent | undefined): string {
  return event?.id ?? `message-${messageId}`;
}
