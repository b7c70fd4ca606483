import { cp, mkdir, mkdtemp, readFile, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { readDocument } from "../../scripts/markdown.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** A change of one file, as CONTRIBUTING.md shows it. */
export interface Hunk {
  readonly file: string;
  /** What is changed and what surrounds it, as it is in the file; empty for a new file. */
  readonly before: string;
  readonly after: string;
}

/** The recipes of CONTRIBUTING.md by their titles. */
export async function readRecipes(): Promise<ReadonlyMap<string, readonly Hunk[]>> {
  const sections = (await readDocument("CONTRIBUTING.md")).split(/^## /mu);
  const withDiff = sections.filter((section) => section.includes("```diff"));
  return new Map(withDiff.map((section) => [section.split("\n", 1)[0] ?? "", hunksOf(section)]));
}

function hunksOf(section: string): Hunk[] {
  const [, diff = ""] = /```diff\n(?<diff>[^]*?)```/u.exec(section) ?? [];
  const parts = [...diff.matchAll(/^--- .*\n\+\+\+ b\/(?<file>.*)\n(?<lines>(?:(?!--- ).*\n)*)/gmu)];
  return parts.map(({ groups: { file = "", lines = "" } = {} }) => {
    const marked = (...marks: string[]): string =>
      lines
        .split("\n")
        .filter((line) => marks.includes(line.charAt(0)))
        .map((line) => `${line.slice(1)}\n`)
        .join("");
    return { file, before: marked(" ", "-"), after: marked(" ", "+") };
  });
}

/** What the program is made of. */
const programParts = [
  "package.json",
  "tsconfig.node.json",
  "index.ts",
  "components",
  "domain",
  "functions",
  "packages",
  "ops",
];
/** All that the type check reads. */
const allParts = [
  ...programParts,
  "vitest.config.ts",
  "Pulumi.yaml",
  "Pulumi.dev.yaml",
  "bench",
  "deploy-roles",
  "docs",
  "loadtest",
  "offline",
  "policy",
  "scripts",
  "tests",
];

/** A copy of the program to be changed; `node_modules` is shared. */
export async function copyOfProgram(parts: readonly string[] = programParts): Promise<string> {
  const checkout = await mkdtemp(join(tmpdir(), "recipe-"));
  await symlink(join(root, "node_modules"), join(checkout, "node_modules"));
  for (const part of parts) {
    await cp(join(root, part), join(checkout, part), { recursive: true });
  }
  return checkout;
}

/** Changes a copy as a recipe says. @throws Error when what surrounds a change is not in the file */
export async function applyRecipe(recipe: readonly Hunk[], checkout: string): Promise<void> {
  for (const { file, before, after } of recipe) {
    const path = join(checkout, file);
    await mkdir(dirname(path), { recursive: true });
    const text = before === "" ? "" : await readFile(path, "utf8");
    if (!text.includes(before)) throw new Error(`${file} has no place like the recipe's:\n${before}`);
    await writeFile(
      path,
      text.replace(before, () => after),
    );
  }
}

/** A copy in which all recipes are followed, and the other consumers renamed: nothing may know their names but index.ts. */
export async function copyWithRecipes(): Promise<string> {
  const checkout = await copyOfProgram(allParts);
  for (const recipe of (await readRecipes()).values()) await applyRecipe(recipe, checkout);
  await renameConsumers(checkout);
  return checkout;
}

/** The other consumers' new names in a copy in which they were renamed. */
export const renamed = { orders: "sales", email: "letters", inventory: "shelves" } as const;

export async function renameConsumers(checkout: string): Promise<void> {
  const file = join(checkout, "index.ts");
  let text = await readFile(file, "utf8");
  for (const [from, to] of Object.entries(renamed)) text = text.replace(`    ${from}: {\n`, `    ${to}: {\n`);
  await writeFile(file, text);
}
