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
  const dlq = program.command("dlq").description("list, show, redrive and purge dead letters");
  const queue = "a consumer's name, or archive";
  dlq
    .command("list", { isDefault: true })
    .argument("[queue]", `${queue}; default: all`)
    .description("list dead letters by queue and cause")
    .action((name?: string) => run((context) => list(context, name)));
  dlq
    .command("show")
    .argument("<id>", "id of an event, of an object in it, or of an SQS message")
    .description("show a dead letter with its body")
    .action((id: string) => run((context) => show(context, id)));
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
