import type { Command } from "commander";
import packageJson from "../package.json" with { type: "json" };
import { explainAwsFailure } from "./aws-failure.ts";
import { registerCommands } from "./commands/index.ts";
import { createContext } from "./context.ts";
import { exitCodes, type ExitCode } from "./errors.ts";
import { wrapped } from "./output/width.ts";
import { screenOf } from "./output/screen.ts";
import { addCommonOptions, readCommonOptions, type CommonOptions } from "./options.ts";
import { createProgram, runProgram } from "./program.ts";
import type { Target } from "./target.ts";
import type { Terminal } from "./terminal.ts";

const { version } = packageJson;

export interface CliOptions {
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
  readonly now?: () => number;
  /** A stack that is open already. Default: the one that the options name. */
  readonly target?: Target;
}

const help = `
Exit codes: 0 done, 1 failed, 2 wrong usage, 3 nothing to do.
Commands that change something are dry runs unless --yes is given. docs/operations.md shows each command.`;

/** Of a command's help: what it shares with all others is explained once, in theirs. */
function sharedOptions({ parent }: Command): string {
  if (parent === null) return "";
  if (parent.parent !== null) return sharedOptions(parent);
  const names = parent.options.map(({ long }) => long ?? "").join(", ");
  return `\n${wrapped(`Every command takes ${names}: ops --help explains them.`).join("\n")}`;
}

/** Runs one command. Never throws; prints an error as one line on standard error. */
export async function main(
  args: readonly string[],
  { terminal: plain, signal, now, target }: CliOptions,
): Promise<ExitCode> {
  const terminal = screenOf(plain);
  let code: ExitCode = exitCodes.done;
  let options: CommonOptions | undefined;
  const program = addCommonOptions(createProgram("ops", terminal))
    .description("Operates a stack of the order processing system.")
    .version(version)
    .addHelpText("afterAll", ({ command }) => `${sharedOptions(command)}${help}`);
  registerCommands(program, async (work) => {
    options = readCommonOptions(program.opts());
    const given = { ...(now === undefined ? {} : { now }), ...(target === undefined ? {} : { target }) };
    code = await work(createContext(options, { terminal, signal, ...given }));
    if (code === exitCodes.nothing && options.zeroIfNothing) code = exitCodes.done;
  });
  const explain = (error: unknown) => (options === undefined ? undefined : explainAwsFailure(error, options));
  return (await runProgram(program, args, terminal, explain)) ?? code;
}
