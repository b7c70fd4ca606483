import { readFile, writeFile } from "node:fs/promises";
import { identityOf } from "../../../domain/event/event.ts";
import { deadLetterSources, type DeadLetterSource } from "../../branches.ts";
import type { Context } from "../../context.ts";
import { changedFields, checkCorrection, withFields } from "../../core/dead-letters/edit.ts";
import type { DeadLetterPorts, OpenedLetter } from "../../core/dead-letters/survey.ts";
import { redriveChosen } from "../../core/dead-letters/take.ts";
import { exitCodes, OpsError, UsageError, type ExitCode } from "../../errors.ts";
import { counted } from "../../output/count.ts";
import { deadLetterPorts, read } from "../../aws/dead-letter-ports.ts";

export interface Correction {
  readonly set: readonly string[];
  readonly file?: string;
  readonly keep?: string;
}

/** Applies a corrected event in the place of a dead letter, in each queue that has it; the original is kept in a file. */
export async function edit(context: Context, id: string, given: Correction): Promise<ExitCode> {
  if (given.set.length === 0 && given.file === undefined) {
    throw new UsageError("Say what to correct: --set PATH=VALUE, or the whole event by --file FILE");
  }
  const found = await lettersOf(id, context);
  const [first] = [...found.values()].flat();
  if (first === undefined) {
    context.print({ id, edited: 0 }, () => [`No dead letter is the event or message ${id}.`]);
    return exitCodes.nothing;
  }
  const { body: original, encryptedWith } = first.content;
  const corrected = withFields(given.file === undefined ? original : await readText(given.file), given.set, given.file);
  // What an encrypted letter is of cannot be compared.
  checkCorrection(encryptedWith === undefined ? original : "", corrected);
  const changes =
    encryptedWith === undefined
      ? changedFields(original, corrected)
      : [`an encrypted letter becomes ${identityOf(JSON.parse(corrected)).id ?? "an event"}`];
  const keep = given.keep ?? `${id}.original.json`;
  const queues = [...found.keys()].map(({ name }) => name);
  const lines = (): string[] => [
    ...(changes.length === 0 ? ["Nothing is changed in it."] : changes),
    "",
    `The corrected event goes to ${queues.join(", ")}; the original is kept in ${keep}.`,
  ];
  if (!(await context.mayChange({ id, queues, changes, keep }, lines))) return exitCodes.done;

  await keepOriginal(keep, original);
  let done = 0;
  let left = 0;
  for (const [branch, letters] of found) {
    const ids = new Set(letters.map(({ letter }) => letter.messageId));
    const outcome = await redriveChosen(
      branch.name,
      ids,
      correcting(await deadLetterPorts(branch, context), corrected),
    );
    done += outcome.done;
    left += outcome.twice + outcome.left;
  }
  context.print({ id, edited: done, left, original: keep }, () => [
    "",
    `${counted(done, "letter")} corrected and sent. trace ${id} shows what becomes of it.`,
    ...(left === 0 ? [] : [`${counted(left, "letter")} could not be moved: run it again in ten minutes.`]),
  ]);
  return left === 0 ? exitCodes.done : exitCodes.failed;
}

async function lettersOf(id: string, context: Context): Promise<Map<DeadLetterSource, OpenedLetter[]>> {
  const found = new Map<DeadLetterSource, OpenedLetter[]>();
  for (const branch of deadLetterSources((await context.target()).outputs)) {
    await read(branch, context, (opened) => {
      if (![opened.content.subject, opened.letter.messageId].includes(id)) return;
      found.set(branch, [...(found.get(branch) ?? []), opened]);
    });
  }
  return found;
}

function correcting(ports: DeadLetterPorts, body: string): DeadLetterPorts {
  const { queue } = ports;
  return {
    ...ports,
    queue: {
      ...queue,
      send: (letters) => queue.send(letters.map((one) => ({ ...one, content: { ...one.content, body } }))),
    },
  };
}

async function readText(file: string): Promise<string> {
  return readFile(file, "utf8").catch((cause: unknown) => {
    throw new UsageError(`${file} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  });
}

/** Personal data: for the operator alone. */
async function keepOriginal(file: string, text: string): Promise<void> {
  await writeFile(file, text, { mode: 0o600, flag: "wx" }).catch(async (cause: unknown) => {
    if ((await readFile(file, "utf8").catch(() => undefined)) === text) return;
    throw new OpsError(`The original cannot be kept in ${file}: name another file with --keep`, { cause });
  });
}
