import type { Command } from "commander";
import { look } from "../aws/why.ts";
import { explainSight } from "../core/why/explain.ts";
import { exitCodes } from "../errors.ts";
import { counted } from "../output/count.ts";
import { iso, readTime } from "../output/duration.ts";
import type { Run, Work } from "../work.ts";
import { findingLines, refuseUnreachable } from "./doctor.ts";

interface Options {
  readonly since: string;
}

export function registerWhy(program: Command, run: Run): void {
  program
    .command("why")
    .description("say what is wrong and which command ends it: events, queues, dead letters, stock, tables, alarms")
    .option("--since <time>", "requests and failures since: 15m, 2h or an ISO time", "15m")
    .action((options: Options) => run(explaining(options)));
}

function explaining({ since }: Options): Work {
  return async (context) => {
    const from = readTime("--since", since, context.now());
    const findings = explainSight(await look(await context.target(), context, from));
    refuseUnreachable(findings);
    const bad = findings.filter(({ level }) => level !== "warning");
    context.print({ since: iso(from), findings }, () =>
      findings.length === 0
        ? [`Nothing is wrong; requests and failures since ${iso(from)}.`]
        : [
            ...findings.flatMap(findingLines),
            "",
            `${counted(bad.length, "problem")}; requests and failures since ${iso(from)}.`,
          ],
    );
    return findings.length === 0 ? exitCodes.done : exitCodes.failed;
  };
}
