import { longestRetry, type Consumer } from "../../consumers.ts";
import { InterruptedError } from "../../errors.ts";

export interface ConsumptionPorts {
  /** Messages waiting, in work or delayed in a consumer's queue. */
  readonly depth: (consumer: Consumer) => Promise<number>;
  /** The events of a consumer's dead letters, by message id. */
  readonly deadLetters: (consumer: Consumer) => Promise<ReadonlyMap<string, string>>;
  readonly signal: AbortSignal;
  readonly now: () => number;
  readonly pause: () => Promise<void>;
  readonly onProgress?: (left: number) => void;
}

export type Counts = Readonly<Record<string, number>>;

/** SQS counts approximately: only empty several times in a row is empty. */
const looksInARow = 3;
/** For what waits behind messages that fail. */
const patience = 2;

/** The events of all dead letters of the consumers, by message id. */
export async function readDeadLetters(
  consumers: readonly Consumer[],
  { deadLetters }: Pick<ConsumptionPorts, "deadLetters">,
): Promise<ReadonlyMap<string, string>> {
  return new Map((await Promise.all(consumers.map(deadLetters))).flatMap((letters) => [...letters]));
}

/**
 * Waits until the consumers' queues are empty: each message was worked on, or has gone to its dead-letter queue. Those
 * of which it is known that they fail are not waited for: their tries take as long as their visibility timeouts.
 * @param failing how many, per consumer
 * @returns what still waits when even a message that fails each time should be gone, per consumer
 */
export async function waitUntilConsumed(
  consumers: readonly Consumer[],
  ports: ConsumptionPorts,
  failing: Counts = {},
): Promise<Counts> {
  const { depth, signal, now, pause, onProgress } = ports;
  const end = now() + patience * longestRetry(consumers);
  let empty = 0;
  for (;;) {
    const depths = await Promise.all(
      consumers.map(async (consumer) => [consumer.name, await depth(consumer)] as const),
    );
    const left = depths.reduce((sum, [, count]) => sum + count, 0);
    empty = depths.every(([name, count]) => count <= (failing[name] ?? 0)) ? empty + 1 : 0;
    if (empty >= looksInARow || now() > end) return Object.fromEntries(depths);
    if (signal.aborted) {
      throw new InterruptedError(
        `Interrupted: the replay is done, ${String(left)} messages still wait in the consumers' queues and are worked on`,
      );
    }
    onProgress?.(left);
    await pause();
  }
}
