import { readdir, readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { failureCauses } from "../../domain/failure-causes.ts";
import { tableUnder } from "../../scripts/markdown.ts";
import { remedy } from "../../ops/core/dead-letters/cause.ts";
import { parseOpsCommand } from "../support/ops-commands.ts";

const folder = new URL("../../docs/runbooks/", import.meta.url);
const files = (await readdir(folder)).filter((file) => file !== "README.md");

/** A runbook's `npm run ops -- ...`, without the quotes that surround them in the text. */
async function commandsOf(file: string): Promise<string[]> {
  const text = await readFile(new URL(file, folder), "utf8");
  return [...text.matchAll(/npm run ops -- (?<command>[^`\n]+)/gu)].map(({ groups }) => groups?.["command"] ?? "");
}

describe("the commands of the runbooks", () => {
  it.each(files)("%s are those of ops, with the arguments and options that it takes", async (file) => {
    const commands = await commandsOf(file);
    for (const command of commands) await expect(parseOpsCommand(command), command).resolves.toBeUndefined();
  });

  it("are in most of them, and a wrong one would be found", async () => {
    const counts = await Promise.all(files.map(async (file) => (await commandsOf(file)).length));
    expect(counts.filter((count) => count > 0).length).toBeGreaterThan(15);
    await expect(parseOpsCommand("dlq redrive orders --reason x")).rejects.toThrow("--reason");
    await expect(parseOpsCommand("heal orders")).rejects.toThrow("heal");
  });
});

describe("the runbook of dead letters", () => {
  it("has every cause that dlq prints, as the table of causes has it", async () => {
    const documented = tableUnder(await readFile(new URL("dead-letters.md", folder), "utf8"), "Fix");
    const causes = Object.entries(failureCauses).map(([cause, { meaning, passes, whatToDo }]) => ({
      cause: `\`${cause}\``,
      meaning,
      passes,
      "what to do": whatToDo,
    }));
    expect(documented).toEqual(causes);
    for (const cause of Object.keys(failureCauses)) {
      await expect(parseOpsCommand(`${remedy("orders", cause)} --yes`), cause).resolves.toBeUndefined();
    }
  });
});
