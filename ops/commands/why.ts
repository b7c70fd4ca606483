import type { Command } from "commander";
import { look } from "../aws/why.ts";
import { explainSight } from "../core/why/explain.ts";
import { exitCodes } from "../errors.ts";
import { counted } from "../output/count.ts";
import { iso } from "../output/duration.ts";
import type { Run, Work } from "../work.ts";
import { addWindow, readGivenWindow, type WindowOptions } from "../window.ts";
import { findingLines, refuseUnreachable } from "./doctor.ts";

const quarterHour = 15 * 60_000;

export function registerWhy(program: Command, run: Run): void {
  const command = program
    .command("why")
    .description("say what is wrong and which command ends it: events, queues, dead letters, stock, tables, alarms")
    .action((options: WindowOptions) => run(explaining(options)));
  addWindow(command, "requests and failures (default: 15m)");
}

function explaining(options: WindowOptions): Work {
  return async (context) => {
    const { since = context.now() - quarterHour, to = context.now() } = readGivenWindow(options, context.now());
    const findings = explainSight(await look(await context.target(), context, { since, to }));
    refuseUnreachable(findings);
    const looked = `requests and failures since ${iso(since)}${options.to === undefined ? "" : ` until ${iso(to)}`}`;
    const bad = findings.filter(({ level }) => level !== "warning");
    context.print({ since: iso(since), to: iso(to), findings }, () =>
      findings.length === 0
        ? [`Nothing is wrong; ${looked}.`]
        : [...findings.flatMap(findingLines), "", `${counted(bad.length, "problem")}; ${looked}.`],
    );
    // A stack without warehouse is somebody's choice, and no incident.
    const isIncident = findings.some(({ check, level }) => check !== "warehouse" || level !== "warning");
    return isIncident ? exitCodes.failed : exitCodes.done;
  };
}
