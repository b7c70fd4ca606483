import { logPorts } from "../../../ops/aws/logs.ts";
import { levels, type LogLine } from "../../../ops/core/logs/log-line.ts";
import { readLogs } from "../../../ops/core/logs/read-logs.ts";
import { functionsOf, readFunction } from "../../../ops/functions.ts";
import type { Target } from "../../../ops/target.ts";

export interface Logs {
  readonly functions: readonly string[];
  /** The latest first. */
  readonly lines: readonly LogLine[];
  readonly count: number;
}

const hour = 60 * 60_000;
const mostLines = 300;

/** As `ops logs` reads them, of the last hour. */
export async function logsOf(target: Target, query: URLSearchParams): Promise<Logs> {
  const functions = functionsOf(target.outputs);
  const name = query.get("function") ?? "";
  const source = Object.entries(target.outputs.functionNames).find(([, each]) => each === name)?.[0] ?? name;
  const eventId = query.get("event") ?? "";
  const level = levels.find((each) => each === query.get("level")) ?? "info";
  const { lines } = await readLogs(
    source === "" ? functions : [readFunction(source, target.outputs)],
    { since: Date.now() - hour, level, ...(eventId === "" ? {} : { eventId }) },
    logPorts(target, new AbortController().signal),
  );
  return { functions, lines: lines.toReversed().slice(0, mostLines), count: lines.length };
}
