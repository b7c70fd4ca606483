import { readdir, readFile } from "node:fs/promises";
import { Command } from "commander";
import { describe, expect, it } from "vitest";
import { registerCommands } from "../../ops/commands/index.ts";
import { addCommonOptions } from "../../ops/options.ts";

const folder = new URL("../../docs/runbooks/", import.meta.url);
const files = (await readdir(folder)).filter((file) => file !== "README.md");

/** A runbook's `npm run ops -- ...`, without the quotes that surround them in the text. */
async function commandsOf(file: string): Promise<string[]> {
  const text = await readFile(new URL(file, folder), "utf8");
  return [...text.matchAll(/npm run ops -- (?<command>[^`\n]+)/gu)].map(({ groups }) => groups?.["command"] ?? "");
}

/** @throws CommanderError for a command, an argument or an option that ops does not have */
async function parse(command: string): Promise<string> {
  let ran = "nothing";
  const program = addCommonOptions(new Command("ops").exitOverride().configureOutput({ writeErr: () => {} }));
  registerCommands(program, () => {
    ran = command;
    return Promise.resolve();
  });
  await program.parseAsync(command.split(" "), { from: "user" });
  return ran;
}

describe("the commands of the runbooks", () => {
  it.each(files)("%s are those of ops, with the arguments and options that it takes", async (file) => {
    const commands = await commandsOf(file);
    for (const command of commands) expect(await parse(command)).toBe(command);
  });

  it("are in most of them, and a wrong one would be found", async () => {
    const counts = await Promise.all(files.map(async (file) => (await commandsOf(file)).length));
    expect(counts.filter((count) => count > 0).length).toBeGreaterThan(15);
    await expect(parse("dlq redrive orders --reason x")).rejects.toThrow("--reason");
    await expect(parse("heal orders")).rejects.toThrow("heal");
  });
});
