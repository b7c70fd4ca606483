import { type Disposition, type FailureCode, failureCauses } from "../../../domain/failure-causes.ts";
import type { JournalFailure } from "../../../functions/shared/journal.ts";
import type { Content, DeadLetter } from "./letter.ts";

/** Why a message is a dead letter: a consumer's cause code, or what the journal cannot know. */
export interface Cause {
  readonly code: string;
  readonly message: string;
  /** ISO time of the last failure. */
  readonly at?: string;
  /** The consumer's word for it: `reject` fails the same way each time. */
  readonly disposition?: Disposition;
}

/** What the table of causes says; of a code that only an older version wrote, what it says of the unexpected. */
export function explain(code: string): (typeof failureCauses)[FailureCode] {
  return isFailureCode(code) ? failureCauses[code] : failureCauses.unexpected;
}

function isFailureCode(code: string): code is FailureCode {
  return Object.hasOwn(failureCauses, code);
}

/** The command that ends it: no redrive helps what never passes. */
export function remedy(queue: string, code: string): string {
  // Purged, the event would be missing in the archive for good.
  if (code === "encrypted" && queue === "archive") return "dlq edit ID --file FILE";
  return `dlq ${explain(code).passes === "never" ? "purge" : "redrive"} ${queue} --cause ${code}`;
}

/** The clocks of the consumers and of SQS may differ by this much. */
const skewMilliseconds = 60_000;

/**
 * The cause by the journal, where the consumer wrote it down. A failure from before the message was sent is an earlier
 * message's of the same event, and says nothing of this one.
 * @param isJournalled whether the archive's enricher has come to an end with the event
 */
export function causeOf(
  branch: string,
  letter: DeadLetter,
  { route, failure: reported, encryptedWith }: Content,
  failure: ({ readonly causeCode: string } & Pick<JournalFailure, "message" | "at" | "disposition">) | undefined,
  isJournalled = false,
): Cause {
  if (branch === "warehouse") return derived("notice-not-delivered", reported ?? "SNS could not deliver it");
  if (encryptedWith !== undefined) {
    const why = reported === undefined ? "" : ` (${reported})`;
    return derived(
      "encrypted",
      `EventBridge could not deliver it, and it can only be read with ${encryptedWith}${why}`,
    );
  }
  if (route === "topic") return derived("not-delivered", reported ?? "SNS could not deliver it to the queue");
  if (route === "rule") return derived("replay-not-delivered", reported ?? "the replay rule could not deliver it");
  if (route === "bus") return derived("not-archived", reported ?? "the bus could not keep it");
  if (failure !== undefined && Date.parse(failure.at) >= letter.sentAt - skewMilliseconds) {
    const { causeCode: code, message, at, disposition } = failure;
    return { code, message, at, disposition };
  }
  // Nobody has received it: it came here without its queue.
  if (!letter.isMoved) return derived("not-delivered", "SNS could not deliver it to the queue, or it was sent by hand");
  return branch === "archive"
    ? derived(
        "not-archived",
        isJournalled
          ? "the enricher journalled it, but the pipe could not reach the bus: its role, or the bus"
          : "the enricher failed before it journalled it: see its logs",
      )
    : derived(
        "unknown",
        "no cause in the journal: the function timed out, ran out of memory or was never invoked; see its logs",
      );
}

function derived(code: FailureCode, message: string): Cause {
  return { code, message };
}
