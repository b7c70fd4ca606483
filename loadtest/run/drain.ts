import { setTimeout as delay } from "node:timers/promises";
import { depthOf } from "../../ops/aws/inspection.ts";
import { deadLetterSources } from "../../ops/branches.ts";
import { OpsError, stopIfInterrupted } from "../../ops/errors.ts";
import type { Target } from "../../ops/target.ts";

/** Counts are exact offline; on AWS they are of several servers and settle within a minute. */
const paces = {
  offline: { pause: 200, looks: 1 },
  deployed: { pause: 5_000, looks: 6 },
} as const;

export interface DrainOptions {
  readonly signal: AbortSignal;
  /** It fails when for so long the queues came no nearer to empty. */
  readonly stalledMilliseconds: number;
  readonly onProgress: (waiting: number) => void;
}

async function depths({ clients, outputs }: Target, url: "queueUrl" | "deadLetterQueueUrl"): Promise<number> {
  // The inspection queue is emptied by whoever fills it.
  const sources = deadLetterSources(outputs).filter(({ name }) => name !== "inspection");
  const urls = sources.flatMap((source) => source[url] ?? []);
  const each = await Promise.all(urls.map((queueUrl) => depthOf(clients.sqs, queueUrl)));
  return each.reduce((sum, depth) => sum + depth, 0);
}

export function deadLetters(target: Target): Promise<number> {
  return depths(target, "deadLetterQueueUrl");
}

/**
 * Waits until the queues are empty.
 * @param since epoch milliseconds @returns milliseconds from then until nothing waited
 * @throws OpsError when it comes no nearer
 */
export async function drain(
  target: Target,
  since: number,
  { signal, stalledMilliseconds, onProgress }: DrainOptions,
): Promise<number> {
  const { pause, looks } = target.offline === undefined ? paces.deployed : paces.offline;
  let least = Number.POSITIVE_INFINITY;
  let lastBetter = Date.now();
  let emptyLooks = 0;
  let emptySince = 0;
  for (;;) {
    stopIfInterrupted(signal, "What was sent is being worked off.");
    const waiting = await depths(target, "queueUrl");
    onProgress(waiting);
    if (waiting === 0) {
      if (emptyLooks === 0) emptySince = Date.now();
      emptyLooks += 1;
      if (emptyLooks >= looks) return Math.max(0, emptySince - since);
    } else {
      emptyLooks = 0;
    }
    if (waiting < least) {
      least = waiting;
      lastBetter = Date.now();
    }
    if (Date.now() - lastBetter > stalledMilliseconds) {
      throw new OpsError(
        `${String(waiting)} messages still wait in the queues, and do not become fewer: look at ops dlq and logs`,
      );
    }
    await delay(pause);
  }
}
