import { type Command, Option } from "commander";
import { UsageError } from "./errors.ts";
import { readTime } from "./output/duration.ts";

/** As commander gives them. */
export interface WindowOptions {
  readonly since?: string;
  readonly from?: string;
  readonly to?: string;
}

/** Epoch milliseconds; each end only where it is given. */
export interface GivenWindow {
  readonly since?: number;
  readonly to?: number;
}

/** `--since`, or `--from` and `--to`: the same in every command that takes a window. */
export function addWindow(command: Command, what: string): Command {
  return command
    .option("--since <time>", `${what} since: 15m, 2h, 3d or an ISO time`)
    .addOption(new Option("--from <time>", "the same as --since").conflicts("since"))
    .option("--to <time>", "end of the window; default: now");
}

/** @throws UsageError for a time in the future, or an end before its start */
export function readGivenWindow({ since, from, to }: WindowOptions, now: number): GivenWindow {
  const start = since ?? from;
  const name = since === undefined ? "--from" : "--since";
  const [first, last] = [
    start === undefined ? undefined : readTime(name, start, now),
    to === undefined ? undefined : readTime("--to", to, now),
  ];
  if (first !== undefined && last !== undefined && last < first) {
    throw new UsageError(`--to ${to ?? ""} is before ${name} ${start ?? ""}`);
  }
  return { ...(first === undefined ? {} : { since: first }), ...(last === undefined ? {} : { to: last }) };
}
