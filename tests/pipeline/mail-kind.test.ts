import { execFile } from "node:child_process";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { applyRecipe, copyOfProgram, readRecipes, type Hunk } from "../support/recipes.ts";

const run = promisify(execFile);
let checkout: string;
let recipe: readonly Hunk[];
beforeAll(async () => {
  checkout = await copyOfProgram();
  recipe = (await readRecipes()).get("Add an e-mail kind") ?? [];
  const include = ["domain"];
  await writeFile(
    join(checkout, "tsconfig.json"),
    JSON.stringify({ extends: "./tsconfig.node.json", include, exclude: ["**/*.test.ts"] }),
  );
});
afterAll(() => rm(checkout, { recursive: true }));

/** What the compiler says of the copy's domain. */
async function compile(): Promise<string> {
  const tsc = join(checkout, "node_modules/.bin/tsc");
  return run(tsc, ["--project", checkout], { cwd: checkout }).then(
    ({ stdout }) => stdout,
    (error: unknown) => String(Reflect.get(Object(error), "stdout")),
  );
}

describe("a kind of e-mail that is added by the recipe", () => {
  it("does not compile before its row is there, and is then known to whatever reads an order's mails", async () => {
    const row = recipe.filter(({ file }) => file.endsWith("/kinds.ts"));
    expect(row).toHaveLength(1);
    await applyRecipe(
      recipe.filter((hunk) => !row.includes(hunk)),
      checkout,
    );
    expect(await compile()).toMatch(/mails-of-event\.ts.*payment-pending/u);
    await applyRecipe(row, checkout);
    expect(await compile()).toBe("");
    const keys: object = await import(pathToFileURL(join(checkout, "domain/mail/keys.ts")).href);
    const { mailKeysOf } = keys as typeof import("../../domain/mail/keys.ts");
    expect(mailKeysOf(["pi_1"], [])).toContain("mail#pi_1#payment-pending");
  });
});
