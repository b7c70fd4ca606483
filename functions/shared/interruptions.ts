import { describeFailure, retryable } from "../../domain/failure.ts";
import type { StripeEvent } from "../../domain/event/event.ts";
import { carriedBy } from "./delayed-messages.ts";
import type { FailurePorts } from "./fail-or-wait.ts";
import { type QueueRecord, namedEvent, receivesOf } from "./queue-record.ts";
import { mostReceives } from "./queue-settings.ts";

/** How long (s) records that were interrupted together are kept apart. */
const apartSeconds = 10;

/**
 * Whether this attempt is within those that a message and its former copies have: SQS counts the receives of a copy from
 * the beginning.
 */
export function hasLives(record: QueueRecord): boolean {
  return livesSpent(record) <= mostReceives;
}

/** The attempts that were made of a message and its former copies, this one included. */
function livesSpent(record: QueueRecord): number {
  return carriedBy(record).interruptions + receivesOf(record);
}

/**
 * Whether an attempt of a record ended without an outcome. An attempt that crashed, or that Lambda ended, writes down
 * nothing: the next receive does it in its place. Were all to end so, the dead letter would have no cause.
 */
export async function isInterrupted(
  record: QueueRecord,
  { id: eventId }: StripeEvent,
  { consumer, journal, metrics, log, now }: FailurePorts,
): Promise<boolean> {
  const { interruptions } = carriedBy(record);
  const wasInterrupted = interruptions > 0;
  // Receives past the last attempt were refused, and have no outcome to write.
  const receives = Math.min(receivesOf(record) - 1, mostReceives - interruptions);
  if (!(receives > 0)) return wasInterrupted;
  const failure = describeFailure(
    retryable(
      "interrupted",
      "an attempt ended without an outcome: a crash, a time-out, or its message was not deleted",
    ),
  );
  try {
    const at = new Date(now()).toISOString();
    const { messageId } = record;
    const interruption = { subject: eventId, consumer, messageId, ...failure, at, receives };
    const isNews = await journal.recordInterruption(interruption);
    if (isNews) metrics.count("RecordsFailed", { Consumer: consumer, Cause: failure.causeCode });
    return isNews || wasInterrupted;
  } catch (error) {
    // What matters is the record; this attempt may succeed.
    log.error({ message: `interruption not recorded: ${describeFailure(error).message}`, eventId, consumer });
    return wasInterrupted;
  }
}

/** Lets a record come again on its own, and takes it out of this batch. @returns whether it will */
export async function putOff(record: QueueRecord, index: number, ports: FailurePorts): Promise<boolean> {
  const interruptions = livesSpent(record) - 1;
  const { waited } = carriedBy(record);
  try {
    await ports.messages.sendAgain(record, { waited, interruptions }, (index + 1) * apartSeconds);
  } catch (error) {
    ports.log.error({
      message: `not put off: ${describeFailure(error).message}`,
      messageId: record.messageId,
      ...namedEvent(record),
    });
    return false;
  }
  await removeEarly(record, ports);
  return true;
}

/** Lambda deletes it at the batch's end as well, if the batch has one. */
export async function removeEarly(record: QueueRecord, { messages, log }: FailurePorts): Promise<void> {
  try {
    await messages.remove(record);
  } catch (error) {
    log.error({
      message: `not deleted early: ${describeFailure(error).message}`,
      messageId: record.messageId,
      ...namedEvent(record),
    });
  }
}
