import type { Disposition } from "../../../domain/failure.ts";
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

/** The clocks of the consumers and of SQS may differ by this much. */
const skewMilliseconds = 60_000;

/**
 * The cause by the journal, where the consumer wrote it down. A failure from before the message was sent is an earlier
 * message's of the same event, and says nothing of this one.
 */
export function causeOf(
  branch: string,
  letter: DeadLetter,
  { route, failure: told }: Content,
  failure: ({ readonly causeCode: string } & Pick<JournalFailure, "message" | "at" | "disposition">) | undefined,
): Cause {
  if (route === "topic") return { code: "not-delivered", message: told ?? "SNS could not deliver it to the queue" };
  if (route === "rule")
    return { code: "replay-not-delivered", message: told ?? "the replay rule could not deliver it" };
  if (failure !== undefined && Date.parse(failure.at) >= letter.sentAt - skewMilliseconds) {
    const { causeCode: code, message, at, disposition } = failure;
    return { code, message, at, disposition };
  }
  const message =
    branch === "archive"
      ? "the pipe gave up: see the logs of eventEnricher"
      : "no cause in the journal: the function timed out, ran out of memory or was never asked; see its logs";
  return { code: branch === "archive" ? "not-archived" : "unknown", message };
}
