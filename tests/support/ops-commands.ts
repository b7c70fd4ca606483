import { Command } from "commander";
import type { Run } from "../../ops/work.ts";
import { registerCommands } from "../../ops/commands/index.ts";
import { addCommonOptions } from "../../ops/options.ts";

/** The commands of ops, whose work is not done. */
function opsProgram(run: Run): Command {
  const program = new Command("ops").exitOverride().configureOutput({ writeErr: () => {}, writeOut: () => {} });
  registerCommands(addCommonOptions(program), run);
  return program;
}

/** @throws CommanderError or UsageError for a command, an argument or an option that ops does not have */
export async function parseOpsCommand(command: string): Promise<void> {
  await opsProgram(() => Promise.resolve()).parseAsync(command.split(/\s+/u), { from: "user" });
}

export interface OpsCommand {
  /** `dlq redrive` */
  readonly path: string;
  /** Its own, `--cause`. */
  readonly options: readonly string[];
}

export const commonOpsOptions: readonly string[] = flagsOf(addCommonOptions(new Command("ops")));

/** Every command that does something: those under `dlq`, and `replay` beside those under it. */
export function opsCommands(): readonly OpsCommand[] {
  const walk = (command: Command, parents: readonly string[]): OpsCommand[] => {
    const names = [...parents, command.name()];
    const below = command.commands.flatMap((each) => walk(each, names));
    const options = flagsOf(command);
    return below.length > 0 && options.length === 0 ? below : [{ path: names.join(" "), options }, ...below];
  };
  return opsProgram(() => Promise.resolve()).commands.flatMap((command) => walk(command, []));
}

/** The commands that a command's help shows. @param path as {@link OpsCommand} has it */
export function examplesOf(path: string): string[] {
  const program = opsProgram(() => Promise.resolve());
  const names = path.split(" ");
  const find = (command: Command, name: string): Command | undefined =>
    command.commands.find((each) => each.name() === name);
  const command = names.reduce<Command | undefined>((found, name) => found && find(found, name), program);
  let help = "";
  command?.configureOutput({ writeOut: (text) => void (help += text) }).outputHelp();
  const [, after = ""] = help.split("\nExamples:\n");
  return after.split("\n").flatMap((line) => (line.startsWith("  ") ? [line.trim()] : []));
}

function flagsOf({ options }: Command): string[] {
  return options.map(({ long }) => long ?? "");
}
