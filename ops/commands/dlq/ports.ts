import { deadLetterQueue } from "../../aws/dead-letter-queue.ts";
import { failuresOf } from "../../aws/failures.ts";
import type { Context } from "../../context.ts";
import { branches, type Branch } from "../../core/dead-letters/letter.ts";
import { survey, type DeadLetterPorts, type OpenedLetter } from "../../core/dead-letters/survey.ts";
import { UsageError } from "../../errors.ts";

/** @throws UsageError that lists the queues */
export function readBranch(text: string): Branch {
  const found = branches.find((branch) => branch === text);
  if (found !== undefined) return found;
  throw new UsageError(`${text} has no dead-letter queue: give ${branches.join(", ")}`);
}

export async function deadLetterPorts(
  branch: Branch,
  context: Context,
  onProgress?: (done: number) => void,
): Promise<DeadLetterPorts> {
  const target = await context.target();
  return {
    queue: deadLetterQueue(branch, target),
    failures: (subjects) => (branch === "archive" ? Promise.resolve(new Map()) : failuresOf(branch, subjects, target)),
    signal: context.signal,
    ...(onProgress === undefined ? {} : { onProgress }),
  };
}

/** Reads one dead-letter queue with progress. */
export async function read(branch: Branch, context: Context, visit: (letter: OpenedLetter) => void): Promise<void> {
  const progress = context.progress(`Reading the ${branch} dead-letter queue`);
  await survey(branch, await deadLetterPorts(branch, context, progress), visit);
}
