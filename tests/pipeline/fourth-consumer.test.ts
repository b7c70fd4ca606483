import { rm } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { functionType } from "../../packages/aws-offline/services/lambda/resources.ts";
import { evaluate } from "../support/evaluate.ts";
import { applyRecipe, copyOfProgram, readRecipes } from "../support/recipes.ts";

let checkout: string;
beforeAll(async () => {
  checkout = await copyOfProgram();
  await applyRecipe((await readRecipes()).get("Add a consumer") ?? [], checkout);
});
afterAll(() => rm(checkout, { recursive: true }));

/** The program of the copy. */
async function program(): Promise<object> {
  const exported: object = await import(pathToFileURL(join(checkout, "index.ts")).href);
  return { ...exported };
}

describe("a consumer that is added by the recipe", () => {
  it("is a whole branch", async () => {
    const graph = await evaluate({ program });
    expect(graph.outputs["consumers"]).toHaveProperty("loyalty");
    expect(graph.of(functionType).map(({ name }) => name)).toContain("loyalty-processor");
  });
});
