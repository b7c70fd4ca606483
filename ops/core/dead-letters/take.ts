import { stopIfInterrupted } from "../../errors.ts";
import type { DeadLetter } from "./letter.ts";
import { openAll, showAgain, type DeadLetterPorts, type OpenedLetter } from "./survey.ts";

export interface TakeOutcome {
  /** Gone from the dead-letter queue; after a redrive: into the branch's queue. */
  readonly done: number;
  /** In the branch's queue, and still in the dead-letter queue too: redriving them again does no harm. */
  readonly twice: number;
  /** Chosen, and left as they were: SQS refused them, or somebody else has them in hand. */
  readonly left: number;
}

/**
 * Moves chosen dead letters to their branch's queue: send, see it confirmed, then remove. Whenever it is killed, each
 * message is in one of the two queues or in both, never in none; consumers do nothing for a second copy.
 * @param chosen message ids: what fails again meanwhile has another id, and is not moved round and round
 * @throws InterruptedError that says how far it came
 */
export function redriveChosen(
  branch: string,
  chosen: ReadonlySet<string>,
  ports: DeadLetterPorts,
): Promise<TakeOutcome> {
  return take(branch, chosen, ports, async (letters) => {
    const sent = await ports.queue.send(letters);
    const removed = await ports.queue.remove(sent.map(({ letter }) => letter));
    return { removed, twice: sent.length - removed.length };
  });
}

/** Removes chosen dead letters for good. */
export function purgeChosen(branch: string, chosen: ReadonlySet<string>, ports: DeadLetterPorts): Promise<TakeOutcome> {
  return take(branch, chosen, ports, async (letters) => {
    const removed = await ports.queue.remove(letters.map(({ letter }) => letter));
    return { removed, twice: 0 };
  });
}

interface Step {
  readonly removed: readonly DeadLetter[];
  readonly twice: number;
}

async function take(
  branch: string,
  chosen: ReadonlySet<string>,
  ports: DeadLetterPorts,
  act: (letters: readonly OpenedLetter[]) => Promise<Step>,
): Promise<TakeOutcome> {
  const { queue, signal, onProgress } = ports;
  // Hidden by this command and still there: to be shown again at its end, whatever ends it.
  const held = new Map<string, DeadLetter>();
  const tried = new Set<string>();
  let done = 0;
  let twice = 0;
  try {
    while (tried.size < chosen.size) {
      stopIfInterrupted(signal, `${String(done)} of ${String(chosen.size)} are done, the others are as they were.`);
      const received = await queue.receive();
      const wanted = received.filter(({ messageId }) => chosen.has(messageId) && !tried.has(messageId));
      if (wanted.length === 0 && received.every(({ messageId }) => held.has(messageId))) break;
      for (const letter of received) held.set(letter.messageId, letter);
      for (const { messageId } of wanted) tried.add(messageId);
      if (wanted.length === 0) continue;
      const step = await act(await openAll(branch, wanted, ports));
      for (const { messageId } of step.removed) held.delete(messageId);
      done += step.removed.length;
      twice += step.twice;
      onProgress?.(done);
    }
  } finally {
    await showAgain(queue, held.values());
  }
  return { done, twice, left: chosen.size - done - twice };
}
