import type { Command } from "commander";
import type { Run } from "../../work.ts";
import { readLimit } from "./choice.ts";
import { list } from "./list.ts";
import { purge } from "./purge.ts";
import { redrive } from "./redrive.ts";
import { show } from "./show.ts";

interface Options {
  readonly cause?: string;
  readonly limit?: string;
  readonly count?: string;
}

export function registerDlq(program: Command, run: Run): void {
  const dlq = program.command("dlq").description("dead letters: what was given up, why, and what to do with it");
  const queue = "a consumer's name, or archive";
  dlq
    .command("list", { isDefault: true })
    .argument("[queue]", `${queue}; default: all`)
    .description("dead letters by queue and cause")
    .action((name?: string) => run((context) => list(context, name)));
  dlq
    .command("show")
    .argument("<id>", "of an event, of an object that it names, or of a message")
    .description("a dead letter with its body")
    .action((id: string) => run((context) => show(context, id)));
  dlq
    .command("redrive")
    .argument("<queue>", queue)
    .description("send dead letters to their queue again")
    .option("--cause <cause>", "those of one cause only")
    .option("--limit <n>", "at most so many")
    .action((name: string, { cause, limit }: Options) =>
      run((context) => redrive(context, name, { ...(cause === undefined ? {} : { cause }), ...readLimit(limit) })),
    );
  dlq
    .command("purge")
    .argument("<queue>", queue)
    .description("delete dead letters for good")
    .option("--cause <cause>", "those of one cause only")
    .option("--count <n>", "how many there are, which it wants typed")
    .action((name: string, { cause, count }: Options) =>
      run((context) =>
        purge(context, name, {
          ...(cause === undefined ? {} : { cause }),
          ...(count === undefined ? {} : { count }),
        }),
      ),
    );
}
