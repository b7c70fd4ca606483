import { deadLetterQueue } from "./dead-letter-queue.ts";
import { failuresOf } from "./failures.ts";
import { journalled } from "../../functions/shared/journalled.ts";
import type { Context } from "../context.ts";
import type { DeadLetterSource } from "../branches.ts";
import type { Target } from "../target.ts";
import { survey, type DeadLetterPorts, type OpenedLetter } from "../core/dead-letters/survey.ts";

/** What opens dead letters: their queue, and what the journal says of them. */
export function letterPorts(
  source: DeadLetterSource,
  target: Target,
): Pick<DeadLetterPorts, "queue" | "failures" | "journalled"> {
  const { clients, outputs } = target;
  return {
    queue: deadLetterQueue(source, target),
    failures: (subjects) => failuresOf(source, subjects, target),
    journalled: async (subjects) =>
      new Set((await journalled(clients.documents, outputs.journalTable, subjects)).keys()),
  };
}

export async function deadLetterPorts(
  branch: DeadLetterSource,
  context: Context,
  onProgress?: (done: number) => void,
): Promise<DeadLetterPorts> {
  return {
    ...letterPorts(branch, await context.target()),
    signal: context.signal,
    ...(onProgress === undefined ? {} : { onProgress }),
  };
}

export async function read(
  branch: DeadLetterSource,
  context: Context,
  visit: (letter: OpenedLetter) => void,
): Promise<void> {
  const progress = context.progress(`Reading the ${branch.name} dead-letter queue`);
  await survey(branch.name, await deadLetterPorts(branch, context, progress), visit);
}
