import type { Command } from "commander";
import { logPorts } from "../../aws/logs.ts";
import type { Run, Work } from "../../work.ts";
import { levels, lineText, type Level, type LogLine } from "../../core/logs/log-line.ts";
import { followLogs, readLogs } from "../../core/logs/read-logs.ts";
import { exitCodes, stopIfInterrupted, UsageError } from "../../errors.ts";
import { functionsOf, readFunction } from "../../functions.ts";
import { iso } from "../../output/duration.ts";
import { wrapped } from "../../output/width.ts";
import { addWindow, readGivenWindow, type WindowOptions } from "../../window.ts";

interface Options extends WindowOptions {
  readonly follow?: true;
  readonly event?: string;
  readonly level: string;
}

export function registerLogs(program: Command, run: Run): void {
  const command = program
    .command("logs")
    .argument("[function]", "function name as in the stack outputs, or its folder; default: all")
    .description("show the functions' logs; with --json one object per line")
    .option("--follow", "keep printing new lines until Ctrl-C")
    .option("--event <id>", "only lines about this event")
    .option("--level <level>", levels.join(", "), "info")
    .action((name: string | undefined, options: Options) => run(logs(name, options)));
  addWindow(command, "lines (default: 15m)");
}

const quarterHour = 15 * 60_000;

function logs(name: string | undefined, { follow, event, level, ...window }: Options): Work {
  return async (context) => {
    const target = await context.target();
    const { outputs } = target;
    const sources = name === undefined ? functionsOf(outputs) : [readFunction(name, outputs)];
    const { since: from = context.now() - quarterHour, to } = readGivenWindow(window, context.now());
    if (to !== undefined && follow === true) throw new UsageError("--follow prints new lines: leave --to out");
    const query = {
      since: from,
      level: readLevel(level),
      ...(to === undefined ? {} : { to }),
      ...(event === undefined ? {} : { eventId: event }),
    };
    context.terminal.err(`Lines since ${iso(from)}${to === undefined ? "" : ` until ${iso(to)}`}.\n`);
    const ports = logPorts(target, context.signal);
    const print = (lines: readonly LogLine[]): void => {
      for (const line of lines) {
        const shown = context.options.json ? [JSON.stringify(line)] : wrapped(lineText(line));
        context.terminal.out(shown.map((each) => `${each}\n`).join(""));
      }
    };
    if (follow === true) {
      await followLogs(sources, query, ports, print);
      return exitCodes.done;
    }
    const { lines } = await readLogs(sources, query, ports);
    stopIfInterrupted(context.signal, "Not all lines were read.");
    print(lines);
    if (lines.length === 0) context.terminal.err("No lines yet. Lines arrive some seconds late.\n");
    return lines.length === 0 ? exitCodes.nothing : exitCodes.done;
  };
}

function readLevel(given: string): Level {
  const found = levels.find((level) => level === given);
  if (found !== undefined) return found;
  throw new UsageError(`--level ${given}: give ${levels.join(", ")}`);
}
