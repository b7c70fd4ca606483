import type { JournalFailure } from "../../../functions/shared/journal.ts";
import { stopIfInterrupted } from "../../errors.ts";
import { causeOf, type Cause } from "./cause.ts";
import { isWrapped, open, type Content, type DeadLetter } from "./letter.ts";

/** One branch's dead-letter queue. Reading hides messages for a while; nothing but `remove` takes one away. */
export interface DeadLetterQueue {
  /** At most ten messages that are hidden from everybody for some minutes; none when all are hidden or gone. */
  receive(): Promise<DeadLetter[]>;
  /** Shows them again. */
  giveBack(letters: readonly DeadLetter[]): Promise<void>;
  /** @returns those that SQS confirms */
  remove(letters: readonly DeadLetter[]): Promise<DeadLetter[]>;
  /** Sends to the branch's own queue. @returns those that SQS confirms */
  send(letters: readonly OpenedLetter[]): Promise<OpenedLetter[]>;
}

export interface DeadLetterPorts {
  readonly queue: DeadLetterQueue;
  /** The consumer's last failures, by subject. */
  failures(subjects: readonly string[]): Promise<ReadonlyMap<string, Failure>>;
  /** The events that the archive's enricher has journalled. */
  journalled(subjects: readonly string[]): Promise<ReadonlySet<string>>;
  readonly signal: AbortSignal;
  readonly onProgress?: (done: number) => void;
}

type Failure = { readonly causeCode: string } & Pick<JournalFailure, "message" | "at" | "disposition">;

export interface OpenedLetter {
  readonly letter: DeadLetter;
  readonly content: Content;
  readonly cause: Cause;
  /** Needs to be taken out of an envelope, which a move task does not do. */
  readonly wrapped: boolean;
}

/**
 * Reads the whole queue and gives everything back, also when it is interrupted.
 * @param visit called once for each message
 * @returns how many there are
 */
export async function survey(
  branch: string,
  ports: DeadLetterPorts,
  visit: (letter: OpenedLetter) => void,
): Promise<number> {
  const held = new Map<string, DeadLetter>();
  try {
    for (;;) {
      stopIfInterrupted(ports.signal, "Nothing was changed.");
      const received = await ports.queue.receive();
      if (received.length === 0) return held.size;
      const fresh = received.filter(({ messageId }) => !held.has(messageId));
      for (const letter of received) held.set(letter.messageId, letter);
      for (const opened of await openAll(branch, fresh, ports)) visit(opened);
      ports.onProgress?.(held.size);
      // The first ones are visible again: all have been seen.
      if (fresh.length === 0) return held.size;
    }
  } finally {
    await showAgain(ports.queue, held.values());
  }
}

export async function openAll(
  branch: string,
  letters: readonly DeadLetter[],
  ports: Pick<DeadLetterPorts, "failures" | "journalled">,
): Promise<OpenedLetter[]> {
  const contents = letters.map((letter) => ({ letter, content: open(letter) }));
  const subjects = contents.map(({ content }) => content.subject);
  const [known, archived] =
    branch === "archive"
      ? [new Map<string, Failure>(), await ports.journalled(subjects)]
      : [await ports.failures(subjects), new Set<string>()];
  return contents.map(({ letter, content }) => ({
    letter,
    content,
    cause: causeOf(branch, letter, content, known.get(content.subject), archived.has(content.subject)),
    wrapped: isWrapped(letter, content),
  }));
}

/** What could not be shown again now shows itself when its hiding time is over; the error before matters more. */
export async function showAgain(
  queue: Pick<DeadLetterQueue, "giveBack">,
  letters: Iterable<DeadLetter>,
): Promise<void> {
  await queue.giveBack([...letters]).catch(() => undefined);
}
