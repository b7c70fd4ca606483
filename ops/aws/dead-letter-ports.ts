import { deadLetterQueue } from "./dead-letter-queue.ts";
import { failuresOf } from "./failures.ts";
import { journalled } from "../../functions/shared/journalled.ts";
import type { Context } from "../context.ts";
import type { DeadLetterSource } from "../branches.ts";
import { survey, type DeadLetterPorts, type OpenedLetter } from "../core/dead-letters/survey.ts";

export async function deadLetterPorts(
  branch: DeadLetterSource,
  context: Context,
  onProgress?: (done: number) => void,
): Promise<DeadLetterPorts> {
  const target = await context.target();
  return {
    queue: deadLetterQueue(branch, target),
    failures: (subjects) =>
      branch.consumer === undefined ? Promise.resolve(new Map()) : failuresOf(branch.consumer, subjects, target),
    journalled: async (subjects) => {
      const { clients, outputs } = target;
      return new Set((await journalled(clients.documents, outputs.journalTable, subjects)).keys());
    },
    signal: context.signal,
    ...(onProgress === undefined ? {} : { onProgress }),
  };
}

/** Reads one dead-letter queue with progress. */
export async function read(
  branch: DeadLetterSource,
  context: Context,
  visit: (letter: OpenedLetter) => void,
): Promise<void> {
  const progress = context.progress(`Reading the ${branch.name} dead-letter queue`);
  await survey(branch.name, await deadLetterPorts(branch, context, progress), visit);
}
