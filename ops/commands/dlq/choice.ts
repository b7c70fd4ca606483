import type { DeadLetterSource } from "../../branches.ts";
import type { Context } from "../../context.ts";
import { CauseGroups } from "../../core/dead-letters/groups.ts";
import { UsageError } from "../../errors.ts";
import { groupLines } from "./list.ts";
import { read } from "../../aws/dead-letter-ports.ts";

export interface Filter {
  readonly cause?: string;
  readonly limit?: number;
}

/** What a redrive or purge would take. */
export interface Choice {
  readonly ids: ReadonlySet<string>;
  /** Whether it is all there is. */
  readonly isAll: boolean;
  /** How many are in an envelope that a move task would leave on. */
  readonly wrapped: number;
  /** How many are not events of Stripe's, which no archive and no replay has. */
  readonly noEvents: number;
  /** How many cannot be redriven, and are not taken for it: EventBridge gave them up encrypted. */
  readonly encrypted: number;
  /** What is taken, by cause. */
  readonly groups: ReturnType<CauseGroups["list"]>;
  readonly lines: readonly string[];
}

export async function choose(
  purpose: "purge" | "redrive",
  branch: DeadLetterSource,
  { cause, limit = Infinity }: Filter,
  context: Context,
): Promise<Choice> {
  const groups = new CauseGroups(branch.name);
  const ids = new Set<string>();
  const causes = new Set<string>();
  let all = 0;
  let wrapped = 0;
  let noEvents = 0;
  let encrypted = 0;
  await read(branch, context, (opened) => {
    all += 1;
    causes.add(opened.cause.code);
    if ((cause !== undefined && opened.cause.code !== cause) || ids.size >= limit) return;
    if (purpose === "redrive" && opened.content.encryptedWith !== undefined) {
      encrypted += 1;
      return;
    }
    ids.add(opened.letter.messageId);
    groups.add(opened);
    if (opened.wrapped) wrapped += 1;
    if (!opened.content.isEvent) noEvents += 1;
  });
  if (cause !== undefined && all > 0 && !causes.has(cause)) {
    throw new UsageError(
      `No dead letter of ${branch.name} has the cause ${cause}; causes there: ${[...causes].join(", ")}`,
    );
  }
  const chosen = groups.list();
  const others = all === ids.size ? "" : `, ${String(all - ids.size)} others stay`;
  const lines = [
    `${String(ids.size)} of the ${branch.name} dead-letter queue${others}:`,
    ...groupLines(chosen, context.now()),
  ];
  return { ids, isAll: all === ids.size, wrapped, noEvents, encrypted, groups: chosen, lines };
}

/** @throws UsageError unless it is a positive whole number */
export function readLimit(text: string | undefined): { limit?: number } {
  if (text === undefined) return {};
  if (/^[1-9]\d{0,8}$/u.test(text)) return { limit: Number(text) };
  throw new UsageError(`--limit ${text}: give a whole number from 1 to 999999999`);
}
