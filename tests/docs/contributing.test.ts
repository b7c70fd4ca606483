import { describe, expect, it } from "vitest";
import { readDocument } from "../../scripts/markdown.ts";
import { readRecipes } from "../support/recipes.ts";

const document = await readDocument("CONTRIBUTING.md");
const recipes = await readRecipes();

it("CONTRIBUTING.md states the sizes that the linter holds", async () => {
  const rules = await readDocument(".oxlintrc.json");
  const [, files, suites, handlers] =
    /below (\d+) lines \(suites below (\d+)\), handlers below (\d+)/u.exec(document) ?? [];
  const limits = (rule: string): number[] =>
    [...rules.matchAll(new RegExp(`"${rule}": \\["error", \\{ "max": (?<max>\\d+) \\}\\]`, "gu"))].map(
      ({ groups }) => Number(groups?.["max"]) + 1,
    );
  expect(limits("max-lines")).toEqual([Number(files), Number(suites)]);
  expect(limits("max-lines-per-function")).toEqual([Number(handlers)]);
});

describe("the recipes of CONTRIBUTING.md", () => {
  it("are those that README.md names, each at most 40 lines", () => {
    expect([...recipes.keys()]).toEqual([
      "Add an event type",
      "Add an e-mail kind",
      "Add a consumer",
      "Add a metric",
      "Add an alarm",
      "Add a setting",
      "Add an ops command",
    ]);
    for (const hunks of recipes.values()) {
      const lines = hunks.flatMap(({ after }) => after.trimEnd().split("\n"));
      expect(lines.length).toBeGreaterThan(2);
      expect(lines.length).toBeLessThanOrEqual(40);
    }
  });

  it.each([...recipes].flatMap(([name, hunks]) => hunks.map((hunk) => ({ name, ...hunk }))))(
    "$name: what surrounds the change is like that in $file",
    async ({ file, before, after }) => {
      expect(after.length).toBeGreaterThan(before.length);
      const text = await readDocument(file).catch(() => "");
      // Whoever follows a recipe leaves it standing.
      expect(text).toContain(text.includes(after) ? after : before);
    },
  );

  it("name only npm scripts that there are", async () => {
    const { scripts } = JSON.parse(await readDocument("package.json")) as { scripts: Record<string, string> };
    const named = [...document.matchAll(/npm run (?<script>[\w:-]+)/gu)].map(({ groups }) => groups?.["script"] ?? "");
    expect(named.filter((script) => scripts[script] === undefined)).toEqual([]);
  });
});
