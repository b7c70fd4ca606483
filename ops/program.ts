import { Command, CommanderError, Help } from "commander";
import { exitCodes, OpsError, UsageError, type ExitCode } from "./errors.ts";
import { unknownName } from "./output/unknown-name.ts";
import type { Terminal } from "./terminal.ts";

type Output = Pick<Terminal, "out" | "err">;

/** A command line with the help and the errors that all of this repository's have. */
export function createProgram(name: string, { out, err }: Output): Command {
  return new Command(name)
    .configureHelp({
      // A switch is off unless it is given.
      optionDescription: (option) => new Help().optionDescription(option).replace(" (default: false)", ""),
    })
    .showHelpAfterError("(--help lists what there is)")
    .exitOverride()
    .configureOutput({ writeOut: out, writeErr: err })
    .hook("preAction", (_, command) => {
      refuseUnknown(command);
      refuseEmpty(command);
    });
}

/**
 * Parses the arguments and runs the action that they choose.
 * @param explain words an error that is not an {@link OpsError}
 * @returns the exit code of what went wrong, with one message on standard error; undefined when nothing did
 */
export async function runProgram(
  program: Command,
  args: readonly string[],
  { err }: Output,
  explain: (error: unknown) => string | undefined,
): Promise<ExitCode | undefined> {
  try {
    await program.parseAsync(args, { from: "user" });
    return undefined;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
    err(`${messageOf(error, explain)}\n`);
    if (process.env["DEBUG"]) console.error(error);
    return error instanceof UsageError ? exitCodes.usage : exitCodes.failed;
  }
}

function messageOf(error: unknown, explain: (error: unknown) => string | undefined): string {
  if (error instanceof OpsError) return error.message;
  const unexplained = error instanceof Error ? `${error.name}: ${error.message} (DEBUG=1 shows where)` : String(error);
  return explain(error) ?? unexplained;
}

/**
 * Refuses a word that is neither a subcommand nor an argument: commander takes it for an argument of the group's default
 * command, which therefore allows excess arguments.
 * @throws UsageError that lists the subcommands
 */
function refuseUnknown(command: Command): void {
  const excess = command.args[command.registeredArguments.length];
  const last = command.registeredArguments.at(-1);
  if (excess === undefined || last?.variadic === true) return;
  const group = command.commands.length > 0 ? command : command.parent;
  throw unknownName("command", excess, group?.commands.map((each) => each.name()) ?? []);
}

/**
 * Refuses an argument or option that is empty, as a script's unset variable makes it: it would choose nothing, or
 * everything.
 * @throws UsageError that names it
 */
function refuseEmpty(command: Command): void {
  const refuse = (name: string, value: unknown): void => {
    if ([value].flat().some((one) => one === "")) throw new UsageError(`${name} is empty`);
  };
  for (const [index, argument] of command.registeredArguments.entries()) {
    refuse(`<${argument.name()}>`, command.args[index]);
  }
  for (let owner: Command | null = command; owner !== null; owner = owner.parent) {
    for (const option of owner.options) refuse(option.long ?? "", owner.getOptionValue(option.attributeName()));
  }
}
