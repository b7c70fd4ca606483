import { Command, CommanderError, Help } from "commander";
import { explainAwsFailure } from "./aws-failure.ts";
import { registerCommands } from "./commands/index.ts";
import { createContext, type Context } from "./context.ts";
import { exitCodes, OpsError, UsageError, type ExitCode } from "./errors.ts";
import { screenOf } from "./output/screen.ts";
import { addCommonOptions, readCommonOptions, refuseEmpty, type CommonOptions } from "./options.ts";
import type { Target } from "./target.ts";
import type { Terminal } from "./terminal.ts";

/** What a command does; its answer is the exit code. */
export type Work = (context: Context) => Promise<ExitCode>;

/** Runs a command's work when commander calls its action. */
export type Run = (work: Work) => Promise<void>;

export interface CliOptions {
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
  readonly now?: () => number;
  /** A stack that is open already. Default: the one that the options name. */
  readonly target?: Target;
}

const help = `
Exit codes: 0 done, 1 failed, 2 wrong usage, 3 nothing to do.
What changes something is a dry run unless --yes. docs/operations.md shows each command.`;

/** Runs one command. Never throws; what is wrong is told in one line on standard error. */
export async function main(
  args: readonly string[],
  { terminal: plain, signal, now, target }: CliOptions,
): Promise<ExitCode> {
  const terminal = screenOf(plain);
  let code: ExitCode = exitCodes.done;
  let options: CommonOptions | undefined;
  const program = new Command("ops");
  addCommonOptions(program)
    .description("Looks after a stack of the order processing system.")
    .addHelpText("afterAll", help)
    .configureHelp({
      showGlobalOptions: true,
      // A switch is off unless it is given: to say so at each tells nothing.
      optionDescription: (option) => new Help().optionDescription(option).replace(" (default: false)", ""),
    })
    .showHelpAfterError("(--help lists what there is)")
    .exitOverride()
    .configureOutput({ writeOut: (text) => terminal.out(text), writeErr: (text) => terminal.err(text) });
  program.hook("preAction", (_, command) => refuseEmpty(command));
  registerCommands(program, async (work) => {
    options = readCommonOptions(program.opts());
    const given = { ...(now === undefined ? {} : { now }), ...(target === undefined ? {} : { target }) };
    code = await work(createContext(options, { terminal, signal, ...given }));
  });
  try {
    await program.parseAsync(args, { from: "user" });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
    terminal.err(`${messageOf(error, options)}\n`);
    if (process.env["DEBUG"]) console.error(error);
    return error instanceof UsageError ? exitCodes.usage : exitCodes.failed;
  }
}

function messageOf(error: unknown, options: CommonOptions | undefined): string {
  if (error instanceof OpsError) return error.message;
  const explained = options === undefined ? undefined : explainAwsFailure(error, options);
  if (explained !== undefined) return explained;
  return error instanceof Error ? `${error.name}: ${error.message} (DEBUG=1 shows where)` : String(error);
}
