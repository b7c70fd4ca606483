import type { ServerResponse } from "node:http";
import * as v from "valibot";
import { main } from "../../../ops/cli.ts";
import type { Target } from "../../../ops/target.ts";
import type { Terminal } from "../../../ops/terminal.ts";

const word = v.pipe(v.string(), v.regex(/^[\w./:-]{1,100}$/u, "no such id, name, type or time"));
const yes = v.boolean();

/** What the page may have `ops` do; each is one of its commands. Without `yes` nothing is changed. */
export const commandSchema = v.variant("command", [
  v.strictObject({ command: v.literal("dlq-redrive"), branch: word, cause: v.exactOptional(word), yes }),
  v.strictObject({
    command: v.literal("dlq-purge"),
    branch: word,
    cause: v.exactOptional(word),
    count: v.number(),
    yes,
  }),
  v.strictObject({
    command: v.literal("replay"),
    from: v.exactOptional(word),
    type: v.exactOptional(word),
    order: v.exactOptional(word),
    event: v.exactOptional(word),
    only: v.exactOptional(v.array(word)),
    yes,
  }),
  v.strictObject({ command: v.literal("replay-list") }),
  v.strictObject({ command: v.picklist(["pause", "resume"]), consumer: word, yes }),
  v.strictObject({
    command: v.literal("stock-set"),
    sku: word,
    available: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1_000_000)),
    yes,
  }),
  v.strictObject({ command: v.picklist(["stock-allocate", "stock-check"]), yes }),
]);
export type OpsCommand = v.InferOutput<typeof commandSchema>;

/** One line of the response to a command, sent while it runs. */
export type CommandLine =
  | { readonly progress: string }
  | { readonly result: unknown; readonly code: number; readonly message: string };

/** As it would be typed after `ops`. */
function argumentsOf(given: OpsCommand): string[] {
  const option = (name: string, value: string | undefined): string[] => (value === undefined ? [] : [name, value]);
  if (given.command === "pause" || given.command === "resume") return [given.command, given.consumer];
  if (given.command === "dlq-redrive") return ["dlq", "redrive", given.branch, ...option("--cause", given.cause)];
  if (given.command === "dlq-purge") {
    return ["dlq", "purge", given.branch, ...option("--cause", given.cause), "--count", String(given.count)];
  }
  if (given.command === "stock-set") return ["stock", "set", given.sku, String(given.available)];
  if (given.command !== "replay") return given.command.split("-");
  return [
    "replay",
    ...option("--from", given.from),
    ...option("--type", given.type),
    ...option("--order", given.order),
    ...option("--event", given.event),
    ...option("--only", given.only?.join(",")),
  ];
}

/** Runs the command itself, in this process and on this run, and streams its progress and its JSON. */
export async function runCommand(given: OpsCommand, target: Target, response: ServerResponse): Promise<void> {
  response.writeHead(200, { "content-type": "application/x-ndjson; charset=utf-8", "cache-control": "no-store" });
  const gone = new AbortController();
  response.once("close", () => {
    if (!response.writableFinished) gone.abort();
  });
  const send = (line: CommandLine): void => void response.write(`${JSON.stringify(line)}\n`);
  let printed = "";
  let problem = "";
  const terminal: Terminal = {
    out: (text) => void (printed += text),
    err(text) {
      // A progress line is drawn over the one before it.
      if (!text.startsWith("\r")) problem += text;
      // oxlint-disable-next-line no-control-regex -- it clears the terminal's line
      const line = text.replace(/^\r\u001b\[2K/u, "").trim();
      if (text.startsWith("\r") && line !== "") send({ progress: line });
    },
    isOutTerminal: false,
    isErrTerminal: true,
    ask: () => Promise.resolve(undefined),
  };
  const isGoing = "yes" in given && given.yes;
  const args = [...argumentsOf(given), "--json", ...(isGoing ? ["--yes"] : [])];
  const code = await main(args, { terminal, signal: gone.signal, target });
  send({ result: printed === "" ? null : (JSON.parse(printed) as unknown), code, message: problem.trim() });
  response.end();
}
