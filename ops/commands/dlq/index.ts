import type { Command } from "commander";
import type { Run } from "../../work.ts";
import { readLimit } from "./choice.ts";
import { edit, type Correction } from "./edit.ts";
import { list, listAll } from "./list.ts";
import { purge } from "./purge.ts";
import { redrive } from "./redrive.ts";
import { show } from "./show.ts";

interface Options {
  readonly cause?: string;
  readonly limit?: string;
  readonly count?: string;
  readonly all?: true;
}

const many = (value: string, before: readonly string[]): readonly string[] => [...before, value];

export function registerDlq(program: Command, run: Run): void {
  const dlq = program.command("dlq").description("list, show, correct, redrive and purge dead letters");
  const queue = "a consumer's name, or archive";
  dlq
    .command("list", { isDefault: true })
    .argument("[queue]", `${queue}; default: all`)
    .option("--all", "every dead letter, with its ids, age and message")
    .option("--cause <cause>", "with --all: only dead letters with this cause")
    .description("list dead letters by queue and cause")
    .action((name: string | undefined, { all, cause }: Options) =>
      run((context) => (all === true || cause !== undefined ? listAll(context, name, cause) : list(context, name))),
    );
  dlq
    .command("show")
    .argument("<id>", "id of an event, of an object in it, or of an SQS message")
    .description("show a dead letter with its body")
    .action((id: string) => run((context) => show(context, id)));
  dlq
    .command("edit")
    .argument("<id>", "id of an event or of an SQS message")
    .option("--set <path=value>", "a field to change, such as data.object.currency=sgd; may be repeated", many, [])
    .option("--file <file>", "the whole event, corrected")
    .option("--keep <file>", "where to keep the original; default: ID.original.json")
    .description("correct an event that consumers refuse, and apply it; the original is kept")
    .action((id: string, correction: Correction) => run((context) => edit(context, id, correction)));
  dlq
    .command("redrive")
    .argument("<queue>", queue)
    .description("send dead letters back to their queue")
    .option("--cause <cause>", "only dead letters with this cause")
    .option("--limit <n>", "at most n dead letters")
    .action((name: string, { cause, limit }: Options) =>
      run((context) => redrive(context, name, { ...(cause === undefined ? {} : { cause }), ...readLimit(limit) })),
    );
  dlq
    .command("purge")
    .argument("<queue>", queue)
    .description("delete dead letters permanently")
    .option("--cause <cause>", "only dead letters with this cause")
    .option("--count <n>", "confirm the number of dead letters to delete (for scripts)")
    .action((name: string, { cause, count }: Options) =>
      run((context) =>
        purge(context, name, {
          ...(cause === undefined ? {} : { cause }),
          ...(count === undefined ? {} : { count }),
        }),
      ),
    );
}
