import { readDeadLetterSource, type DeadLetterSource } from "../../branches.ts";
import type { Context } from "../../context.ts";
import { purgeChosen } from "../../core/dead-letters/take.ts";
import { exitCodes, OpsError, UsageError, type ExitCode } from "../../errors.ts";
import { counted } from "../../output/count.ts";
import { choose, type Filter } from "./choice.ts";
import { deadLetterPorts } from "../../aws/dead-letter-ports.ts";
import { outcomeLines } from "./redrive.ts";

/** Deletes dead letters for good: those that were there when it counted, and no later one. */
export async function purge(
  context: Context,
  queue: string,
  { count, ...filter }: Filter & { readonly count?: string },
): Promise<ExitCode> {
  if (count !== undefined && !/^\d+$/u.test(count)) throw new UsageError(`--count ${count}: give the number to delete`);
  const branch = readDeadLetterSource(queue, (await context.target()).outputs);
  const { ids, groups, lines, noEvents } = await choose("purge", branch, filter, context);
  if (ids.size === 0) {
    context.print({ branch: queue, deleted: 0 }, () => [`The ${queue} dead-letter queue is empty.`]);
    return exitCodes.nothing;
  }
  const plan = { branch: queue, count: ids.size, groups, noEvents };
  const kept = keptLines(branch, ids.size - noEvents, noEvents);
  if (!(await context.mayChange(plan, () => [`Delete permanently: ${lines.join("\n")}`, ...kept])))
    return exitCodes.done;
  await confirmCount(context, ids.size, count);
  const progress = context.progress(`Deleting from the ${queue} dead-letter queue`);
  const ports = await deadLetterPorts(branch, context, (done) => progress(done, ids.size));
  const outcome = await purgeChosen(queue, ids, ports);
  context.print({ branch: queue, deleted: outcome.done, left: outcome.left }, () => [
    "",
    ...outcomeLines("deleted", outcome),
  ]);
  return outcome.left === 0 ? exitCodes.done : exitCodes.failed;
}

async function confirmCount(context: Context, count: number, given: string | undefined): Promise<void> {
  const question = `Type the number of dead letters to delete permanently (${String(count)}): `;
  const typed = given ?? (await context.terminal.ask(question, context.signal));
  if (typed === undefined) throw new UsageError(`Confirm the number to delete: --count ${String(count)}`);
  if (typed !== String(count)) {
    throw new OpsError(
      `Nothing was deleted: there are ${String(count)}, and ${typed === "" ? "nothing" : typed} was typed`,
    );
  }
}

/** What is left of the letters once they are deleted. */
function keptLines({ consumer, topicArn }: DeadLetterSource, events: number, noEvents: number): string[] {
  if (topicArn !== undefined) return ["The notices can still be sent: ops warehouse resend."];
  const ofEvents =
    consumer === undefined
      ? "The events are NOT in the archive: after this only Stripe has them, for 30 days."
      : "The archive still has the events: ops replay brings them back.";
  return [
    ...(events === 0 ? [] : [ofEvents]),
    ...(noEvents === 0 ? [] : [`${counted(noEvents, "letter")} never passed the webhook: nothing else has them.`]),
  ];
}
