import type { StackOutputs } from "../../../functions/shared/stack-outputs.ts";
import { deadLetterSources, type DeadLetterSource } from "../../branches.ts";
import type { Context } from "../../context.ts";
import { listed, type ListedLetter } from "../../core/dead-letters/copies.ts";
import { CauseGroups, type CauseGroup } from "../../core/dead-letters/groups.ts";
import type { OpenedLetter } from "../../core/dead-letters/survey.ts";
import { exitCodes, type ExitCode } from "../../errors.ts";
import { readableDuration } from "../../output/duration.ts";
import { unknownName } from "../../output/unknown-name.ts";
import { tableLines } from "../../output/table.ts";
import { read } from "../../aws/dead-letter-ports.ts";

export async function list(context: Context, queue?: string): Promise<ExitCode> {
  const groups: CauseGroup[] = [];
  const { outputs } = await context.target();
  for (const branch of listedBranches(queue, outputs)) {
    const found = new CauseGroups(branch.name);
    await read(branch, context, (letter) => found.add(letter));
    groups.push(...found.list());
  }
  context.print({ groups }, () =>
    groups.length === 0 ? ["No dead letters."] : [...groupLines(groups, context.now()), ...remedyLines(groups)],
  );
  return groups.length === 0 ? exitCodes.nothing : exitCodes.done;
}

/** @throws UsageError that lists queues and subcommands: a mistyped `redrive` is taken for a queue */
function listedBranches(queue: string | undefined, outputs: StackOutputs): DeadLetterSource[] {
  const branches = deadLetterSources(outputs);
  if (queue === undefined) return branches;
  const found = branches.filter(({ name }) => name === queue);
  if (found.length > 0) return found;
  const queues = branches.map(({ name }) => name);
  throw unknownName("command or queue", queue, ["list", "show", "edit", "redrive", "purge", ...queues]);
}

export async function listAll(context: Context, queue?: string, cause?: string): Promise<ExitCode> {
  const letters: ListedLetter[] = [];
  const causes = new Set<string>();
  const { outputs } = await context.target();
  for (const branch of listedBranches(queue, outputs)) {
    const opened: OpenedLetter[] = [];
    await read(branch, context, (letter) => void opened.push(letter));
    for (const letter of listed(branch.name, opened)) {
      causes.add(letter.cause);
      if (cause === undefined || letter.cause === cause) letters.push(letter);
    }
  }
  const none =
    causes.size === 0
      ? "No dead letters."
      : `No dead letters with this cause; causes there: ${[...causes].join(", ")}.`;
  context.print({ letters }, () =>
    letters.length === 0 ? [none] : letters.flatMap((letter) => letterLines(letter, context.now())),
  );
  return letters.length === 0 ? exitCodes.nothing : exitCodes.done;
}

function letterLines({ branch, cause, message, subject, type, messageId, sentAt, copy }: ListedLetter, now: number) {
  const copies = copy === undefined ? "" : `, copy ${String(copy.number)} of ${String(copy.of)}`;
  return [
    `${branch}  ${cause}  ${subject}`,
    `  ${type ?? "no event"}, sent ${readableDuration(now - Date.parse(sentAt))} ago${copies}`,
    `  message ${messageId}`,
    `  ${message}`,
  ];
}

export function groupLines(groups: readonly CauseGroup[], now: number): string[] {
  const age = (time: string): string => readableDuration(now - Date.parse(time));
  const rows = groups.map(({ branch, cause, count, oldest, newest, example }) => [
    branch,
    cause,
    count,
    age(oldest),
    age(newest),
    example.subject,
  ]);
  const table = tableLines(["QUEUE", "CAUSE", "COUNT", "OLDEST", "NEWEST", "EXAMPLE"], rows);
  const reasons = groups.map(({ branch, cause, example, types }) => {
    const counts = Object.entries(types).map(([type, count]) => `${type} ${String(count)}`);
    return `${branch} ${cause}: ${example.message} (${counts.join(", ")})`;
  });
  return [...table, "", ...reasons];
}

/** Each cause once: what it means, what to do, and the command for each queue that has it. */
function remedyLines(groups: readonly CauseGroup[]): string[] {
  const byCause = Map.groupBy(groups, ({ cause }) => cause);
  return [...byCause].flatMap(([cause, [first, ...others]]) => {
    if (first === undefined) return [];
    const { meaning, passes, whatToDo } = first;
    const counts = (command: string, count: number): string =>
      command.startsWith("dlq purge") ? ` --count ${String(count)}` : "";
    return [
      "",
      `${cause}: ${meaning} (passes: ${passes}). ${whatToDo}`,
      ...[first, ...others].map(({ command, count }) => `  ${command}${counts(command, count)} --yes`),
    ];
  });
}
