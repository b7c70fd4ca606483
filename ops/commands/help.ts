import type { Command } from "commander";

/** In place of commander's own, which knows the commands of the first level only. */
export function registerHelp(program: Command): void {
  program
    .command("help")
    .argument("[command...]", "such as dlq redrive; default: all commands")
    .description("display help for command")
    .action((names: readonly string[]) => {
      let found = program;
      for (const name of names) {
        const next = found.commands.find((command) => command.name() === name);
        if (next === undefined) return found.error(`error: unknown command '${name}'`);
        found = next;
      }
      return found.help();
    });
}
