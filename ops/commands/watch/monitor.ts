import { setTimeout as delay } from "node:timers/promises";
import type { Command } from "commander";
import { viewPorts } from "../../aws/view.ts";
import { deadLetterSources } from "../../branches.ts";
import type { Run, Work } from "../../work.ts";
import { look, type FunctionView, type View } from "../../core/monitor/view.ts";
import { exitCodes, UsageError } from "../../errors.ts";
import { readableDuration } from "../../output/duration.ts";
import { tableLines } from "../../output/table.ts";

interface Options {
  readonly once?: true;
  readonly interval?: string;
}

export function registerMonitor(program: Command, run: Run): void {
  program
    .command("monitor")
    .description("show queues, dead letters, errors, alarms and the latest events; refreshes until Ctrl-C")
    .option("--once", "print once and exit")
    .option("--interval <seconds>", "seconds between refreshes; default: 5 on a terminal, 60 elsewhere")
    .action((options: Options) => run(monitor(options)));
}

function monitor({ once, interval }: Options): Work {
  return async (context) => {
    const { terminal, signal, options } = context;
    const seconds = interval === undefined ? (terminal.isOutTerminal ? 5 : 60) : readInterval(interval);
    const target = await context.target();
    const sources = deadLetterSources(target.outputs);
    const ports = viewPorts(target, context);
    if (once === true) {
      const view = await look(sources, ports);
      context.print(view, () => viewLines(view, target.stack));
      return exitCodes.done;
    }
    while (!signal.aborted) {
      const view = await look(sources, ports);
      // Upper left, and nothing below: no flicker as from clearing first.
      if (terminal.isOutTerminal && !options.json) terminal.out("\u001b[H\u001b[J");
      if (options.json) terminal.out(`${JSON.stringify(view)}\n`);
      else terminal.out(`${viewLines(view, target.stack).join("\n")}\n\n`);
      await delay(seconds * 1_000, undefined, { signal }).catch(() => undefined);
    }
    return exitCodes.done;
  };
}

function readInterval(text: string): number {
  if (/^[1-9]\d{0,4}$/u.test(text)) return Number(text);
  throw new UsageError(`--interval ${text}: give whole seconds from 1 to 99999`);
}

function viewLines(view: View, stack: string): string[] {
  const { at, queues, functions, windowMinutes, lately, latelyMinutes, alarms, events } = view;
  const queueRows = queues.map(({ branch, hasQueue, waiting, inFlight, retrying, oldestSeconds, dead, mapping }) => [
    branch,
    ...[waiting, inFlight, retrying].map((count) => (hasQueue ? count : "-")),
    oldestSeconds === undefined || oldestSeconds === 0 ? "-" : readableDuration(oldestSeconds * 1_000),
    dead,
    mapping ?? (branch === "archive" ? "pipe" : "-"),
  ]);
  const functionRows = functions.map(({ name, invocations, errors }, index) => [
    name,
    invocations,
    errors,
    rate({ invocations, errors }),
    rate(lately[index]),
  ]);
  const counts = Object.entries(alarms.counts).map(([state, count]) => `${String(count)} ${state}`);
  return [
    `${stack} at ${at}`,
    "",
    ...tableLines(["QUEUE", "WAITING", "IN WORK", "RETRY", "OLDEST", "DEAD", "CONSUMER"], queueRows),
    "",
    ...tableLines(
      [`FUNCTION (${String(windowMinutes)} min)`, "INVOCATIONS", "ERRORS", "RATE", `LAST ${String(latelyMinutes)} MIN`],
      functionRows,
    ),
    "",
    `ALARMS  ${counts.length === 0 ? "none declared" : counts.join(", ")}`,
    ...alarms.ringing.map(({ name, meaning }) => `  ${name}: ${meaning}`),
    ...(alarms.rang.length === 0 ? [] : ["", "RANG IN THE LAST DAY"]),
    ...alarms.rang.map(({ name, rangAt = "" }) => `  ${rangAt}  ${name}`),
    "",
    events.length === 0 ? `No events accepted in the last ${String(windowMinutes)} minutes.` : "LATEST EVENTS",
    ...events.map((event) => `  ${event.at}  ${event.eventId}  ${event.type}`),
  ];
}

function rate(
  { invocations, errors }: Pick<FunctionView, "invocations" | "errors"> = { invocations: 0, errors: 0 },
): string {
  return invocations === 0 ? "-" : `${((100 * errors) / invocations).toFixed(1)} %`;
}
