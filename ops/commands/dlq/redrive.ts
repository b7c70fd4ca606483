import { moveTask } from "../../aws/move-task.ts";
import { readDeadLetterSource, type Branch, type DeadLetterSource } from "../../branches.ts";
import type { Context } from "../../context.ts";
import { moveAll } from "../../core/dead-letters/move-task.ts";
import { redriveChosen, type TakeOutcome } from "../../core/dead-letters/take.ts";
import { explain } from "../../core/dead-letters/cause.ts";
import { exitCodes, OpsError, type ExitCode } from "../../errors.ts";
import { counted } from "../../output/count.ts";
import { choose, type Choice, type Filter } from "./choice.ts";
import { deadLetterPorts } from "../../aws/dead-letter-ports.ts";

export async function redrive(context: Context, queue: string, filter: Filter): Promise<ExitCode> {
  const branch = readDeadLetterSource(queue, (await context.target()).outputs);
  const choice = await choose("redrive", branch, filter, context);
  if (choice.ids.size === 0 && choice.encrypted > 0)
    throw new OpsError(`${encryptedLine(choice)} ${explain("encrypted").whatToDo}`);
  if (choice.ids.size === 0) {
    context.print({ branch: queue, moved: 0 }, () => [`The ${queue} dead-letter queue is empty.`]);
    return exitCodes.nothing;
  }
  const byTask = choice.isAll && choice.wrapped === 0 && hasQueue(branch) ? branch : undefined;
  const by = byTask === undefined ? "selective move" : "move task";
  const plan = { branch: queue, by, count: choice.ids.size, wrapped: choice.wrapped, groups: choice.groups };
  const isGoing = await context.mayChange(plan, () => [
    `Redrive by ${by}: ${choice.lines.join("\n")}`,
    ...advice(choice),
  ]);
  if (!isGoing) return exitCodes.done;
  const progress = context.progress(`Redriving to the ${queue} queue`);
  const onProgress = (done: number): void => progress(done, choice.ids.size);
  const outcome =
    byTask === undefined
      ? await redriveChosen(queue, choice.ids, await deadLetterPorts(branch, context, onProgress))
      : await movedByTask(byTask, choice, context, onProgress);
  context.print({ branch: queue, by, ...outcome }, () => ["", ...outcomeLines("moved", outcome)]);
  return outcome.twice + outcome.left === 0 ? exitCodes.done : exitCodes.failed;
}

/** A task moves to a queue; notices go to their topic again. */
function hasQueue(source: DeadLetterSource): source is Branch {
  return source.queueUrl !== undefined;
}

async function movedByTask(
  branch: Branch,
  { ids }: Choice,
  context: Context,
  onProgress: (done: number) => void,
): Promise<TakeOutcome> {
  const ports = await moveTask(branch, await context.target(), { signal: context.signal, onProgress });
  const done = await moveAll(ports);
  return { done, twice: 0, left: Math.max(0, ids.size - done) };
}

function encryptedLine({ encrypted }: Choice): string {
  return `${counted(encrypted, "letter")} cannot be redriven: EventBridge gave up on them encrypted.`;
}

function advice(choice: Choice): string[] {
  const { wrapped, groups, encrypted } = choice;
  return [
    ...(encrypted === 0 ? [] : [encryptedLine(choice)]),
    ...(wrapped === 0 ? [] : [`${String(wrapped)} are unwrapped from an envelope of SNS or EventBridge.`]),
    ...groups.flatMap(({ cause, passes, whatToDo }) =>
      passes === "with time" ? [] : [`${cause} (passes: ${passes}): ${whatToDo}`],
    ),
  ];
}

export function outcomeLines(verb: string, { done, twice, left }: TakeOutcome): string[] {
  return [
    `${String(done)} ${verb}.`,
    ...(twice === 0 ? [] : [`${String(twice)} are in both queues now: redriving them again does no harm.`]),
    ...(left === 0
      ? []
      : [
          `${String(left)} are as they were: someone else has them in hand, or SQS refused them. Try again in ten minutes.`,
        ]),
  ];
}
