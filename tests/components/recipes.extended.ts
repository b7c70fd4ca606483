import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { runCommand } from "../../scripts/run-command.ts";
import { applyRecipe, copyOfProgram, copyWithRecipes, type Hunk, readRecipes } from "../support/recipes.ts";

it("the recipes of CONTRIBUTING.md, all followed in a copy, type-check", async () => {
  const checkout = await copyWithRecipes();
  try {
    const args = ["--noEmit", "--checkers", "1", "--project", "tsconfig.node.json"];
    const { code, output } = await runCommand("tsc", args, false, checkout);
    expect({ code, output }).toEqual({ code: 0, output: "" });
  } finally {
    await rm(checkout, { recursive: true });
  }
}, 180_000);

it("a recipe without the row that it begins with does not compile", async () => {
  const rows = { "Add an e-mail kind": "domain/mail/kinds.ts", "Add an event type": "domain/event/types.ts" };
  const recipes = await readRecipes();
  const started = await copyOfProgram();
  try {
    for (const [title, row] of Object.entries(rows)) {
      const hunks: readonly Hunk[] = recipes.get(title) ?? [];
      const rest = hunks.filter(({ file }) => file !== row);
      expect(rest).toHaveLength(hunks.length - 1);
      await applyRecipe(rest, started);
    }
    const config = { extends: "./tsconfig.node.json", include: ["domain"], exclude: ["**/*.test.ts"] };
    await writeFile(join(started, "tsconfig.json"), JSON.stringify(config));
    const { output } = await runCommand("tsc", ["--project", "."], false, started);
    expect(output).toMatch(/mails-of-event\.ts.*payment-pending/u);
    expect(output).toMatch(/invoice-outcomes\.ts.*payment_action_required/u);
  } finally {
    await rm(started, { recursive: true });
  }
});
