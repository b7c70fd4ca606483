import { execFile } from "node:child_process";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { mailKeysOf as ownMailKeysOf } from "../../domain/mail/keys.ts";
import { applyRecipe, copyOfProgram, readRecipes, type Hunk } from "../support/recipes.ts";

const run = promisify(execFile);
const recipes = await readRecipes();
let checkout: string;
beforeEach(async () => {
  checkout = await copyOfProgram();
  const config = { extends: "./tsconfig.node.json", include: ["domain", "ops/main.ts"], exclude: ["**/*.test.ts"] };
  await writeFile(join(checkout, "tsconfig.json"), JSON.stringify(config));
});
afterEach(() => rm(checkout, { recursive: true }));

/** What the compiler says of the copy's domain and commands. */
async function compile(): Promise<string> {
  const tsc = join(checkout, "node_modules/.bin/tsc");
  return run(tsc, ["--project", checkout], { cwd: checkout }).then(
    ({ stdout }) => stdout,
    (error: unknown) => String(Reflect.get(Object(error), "stdout")),
  );
}

/** Applies a recipe, its change of one file last. @returns what the compiler says before and after that */
async function applyLast(title: string, file: string): Promise<{ readonly before: string; readonly after: string }> {
  const recipe = recipes.get(title) ?? [];
  const isLast = (hunk: Hunk): boolean => hunk.file === file;
  expect(recipe.filter(isLast)).toHaveLength(1);
  await applyRecipe(
    recipe.filter((hunk) => !isLast(hunk)),
    checkout,
  );
  const before = await compile();
  await applyRecipe(recipe.filter(isLast), checkout);
  return { before, after: await compile() };
}

describe("what is added by a recipe of CONTRIBUTING.md", () => {
  it("a kind of e-mail: not without its row, which makes it known to whatever reads an order's mails", async () => {
    const { before, after } = await applyLast("Add an e-mail kind", "domain/mail/kinds.ts");
    expect(before).toMatch(/mails-of-event\.ts.*payment-pending/u);
    expect(after).toBe("");
    const keys: object = await import(pathToFileURL(join(checkout, "domain/mail/keys.ts")).href);
    const { mailKeysOf } = keys as { readonly mailKeysOf: typeof ownMailKeysOf };
    expect(mailKeysOf(["pi_1"], [])).toContain("mail#pi_1#payment-pending");
  });

  it("an event type: its row asks for what it means and for a sample of it", async () => {
    const { before, after } = await applyLast("Add an event type", "domain/event/types.ts");
    expect(before).toMatch(/invoice-outcomes\.ts.*payment_action_required/u);
    expect(after).toBe("");
  });
});
