import { readdir } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { shownBlocks } from "../../scripts/operations-page/page.ts";
import { readDocument } from "../../scripts/markdown.ts";
import { commonOpsOptions, examplesOf, opsCommands, parseOpsCommand } from "../support/ops-commands.ts";

const page = await readDocument("docs/operations.md");
const commands = opsCommands();
const sections = page.split(/^## /mu);
/** Without what is printed: of the blocks only the commands. */
const prose = page.replaceAll(/^```\n[^]*?^```$/gmu, (block) => block.match(/^\$ .+$/gmu)?.join("\n") ?? "");
const typed = [...prose.matchAll(/^\$ npm run ops -- (?<command>.+)$/gmu)].map(
  ({ groups }) => groups?.["command"] ?? "",
);
const spans = [...prose.matchAll(/`(?<span>[^`\n]+)`/gu)].map(({ groups }) => groups?.["span"] ?? "");
const firstWords = new Set(commands.map(({ path }) => path.split(" ")[0]));
const otherPrograms = /^(?:npm|pulumi|aws|stripe|[A-Z_]+=\S+ npm) /u;

/** Whether a part of the page has the command's words in quotes or after `ops --`. */
function names(part: string, path: string): boolean {
  return new RegExp(`(?:\`|ops -- )${path}(?![\\w-])`, "u").test(part);
}

/** A command in the text may leave its argument out (`dlq purge`), and say which parts may be left out (`[--cause C]`). */
async function isCommand(text: string): Promise<boolean> {
  const span = text.replaceAll(/[[\]]/gu, "");
  for (const argument of ["", " ARGUMENT", " ARGUMENT 2"]) {
    const problem = await parseOpsCommand(`${span}${argument}`).catch((error: unknown) => error);
    if (problem === undefined || Reflect.get(Object(problem), "code") === "commander.help") return true;
    if (Reflect.get(Object(problem), "code") !== "commander.missingArgument") return false;
  }
  return false;
}

describe("docs/operations.md", () => {
  it.each(commands)("names $path with each of its options", ({ path, options }) => {
    const parts = sections.filter((section) => names(section, path));
    expect(parts).not.toEqual([]);
    const missing = options.filter(
      (option) => !parts.some((part) => new RegExp(`${option}(?![\\w-])`, "u").test(part)),
    );
    expect(missing).toEqual([]);
  });

  it("shows one habit: a command that takes a window takes it as --since, or as --from and --to", () => {
    const window = ["--since", "--from", "--to"];
    const taking = commands.filter(({ options }) => window.some((option) => options.includes(option)));
    expect(taking.map(({ path }) => path)).toEqual(expect.arrayContaining(["logs", "orders", "reconcile", "why"]));
    for (const { path, options } of taking) expect(options, path).toEqual(expect.arrayContaining(window));
  });

  it.each(commands)("shows in the help of $path how it is typed, in commands that there are", async ({ path }) => {
    const shown = examplesOf(path);
    expect(shown).not.toEqual([]);
    for (const example of shown) {
      expect(example).toMatch(new RegExp(`^(?:[A-Z_]+=\\S+ )?ops ${path.replace(/ list$/u, "")}`, "u"));
      const problem = await parseOpsCommand(example.replace(/^.*?ops /u, "")).catch((error: unknown) => error);
      // The one that prints is `help`.
      expect(Reflect.get(Object(problem), "code"), example).toBe(path === "help" ? "commander.help" : undefined);
    }
  });

  it("lists the options that all commands share", () => {
    const [, shared = ""] = page.split("## What all commands share");
    const [table = ""] = shared.split("\n## ");
    expect(commonOpsOptions.filter((option) => !table.includes(`\`${option}`))).toEqual([]);
  });

  it("lists every variable of the environment that ops reads", async () => {
    const files = (await readdir("ops", { recursive: true })).filter((file) => /(?<!\.test)\.ts$/u.test(file));
    const sources = await Promise.all(files.map((file) => readDocument(`ops/${file}`)));
    const read = sources.join("\n").matchAll(/process\.env\["(?<name>\w+)"\]/gu);
    const variables = new Set([...read].map(({ groups }) => groups?.["name"] ?? ""));
    expect(variables.size).toBeGreaterThan(3);
    expect([...variables].filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  });

  it("shows what each of its blocks' commands printed, and only commands that there are", async () => {
    expect(typed.length).toBeGreaterThan(25);
    for (const command of typed) await expect(parseOpsCommand(command), command).resolves.toBeUndefined();
    for (const [name, block] of shownBlocks(page)) expect(block, name).toMatch(/^\$ npm run ops -- .+\n[^$]/u);
  });

  it("names no command and no option of one that there is not", async () => {
    const meant = spans.filter(
      (span) => firstWords.has(span.split(" ")[0] ?? "") || (/^[a-z].* --/u.test(span) && !otherPrograms.test(span)),
    );
    expect(meant.length).toBeGreaterThan(40);
    const wrong: string[] = [];
    for (const span of meant) if (!(await isCommand(span))) wrong.push(span);
    expect(wrong).toEqual([]);
    expect(await isCommand("dlq redrive --reason x")).toBe(false);
    expect(await isCommand("heal CONSUMER --yes")).toBe(false);
  });

  it.each(["README.md", "README.vi.md", "SECURITY.md", "docs/cost.md", "docs/security.md"])(
    "and %s, which names only commands that there are too",
    async (file) => {
      const found = [...(await readDocument(file)).matchAll(/npm run ops -- (?<command>[a-z][^`\n]*)/gu)];
      for (const { groups } of found) {
        const command = groups?.["command"] ?? "";
        await expect(parseOpsCommand(command), command).resolves.toBeUndefined();
      }
    },
  );
});
