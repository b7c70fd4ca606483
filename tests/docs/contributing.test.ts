import { describe, expect, it } from "vitest";
import { readDocument } from "../../scripts/markdown.ts";

interface Hunk {
  readonly file: string;
  /** Without the mark before each line. */
  readonly before: readonly string[];
  readonly added: readonly string[];
}

const document = await readDocument("CONTRIBUTING.md");
const recipes = new Map(
  document
    .split(/^## /mu)
    .filter((section) => section.includes("```diff"))
    .map((section) => [section.split("\n", 1)[0] ?? "", hunksOf(section)]),
);

function hunksOf(section: string): Hunk[] {
  const [, diff = ""] = /```diff\n(?<diff>[^]*?)```/u.exec(section) ?? [];
  return diff
    .split(/^--- a\/.*\n/mu)
    .filter((part) => part !== "")
    .map((part) => {
      const [head = "", ...lines] = part.trimEnd().split("\n");
      const marked = (mark: string): string[] =>
        lines.filter((line) => line.startsWith(mark)).map((line) => line.slice(1));
      return { file: head.replace("+++ b/", ""), before: marked(" "), added: marked("+") };
    });
}

describe("the recipes of CONTRIBUTING.md", () => {
  it("are those for an event type, a consumer, a metric and an alarm, each under 20 lines", () => {
    expect([...recipes.keys()]).toEqual(["Add an event type", "Add a consumer", "Add a metric", "Add an alarm"]);
    for (const hunks of recipes.values()) {
      const lines = hunks.flatMap(({ before, added }) => [...before, ...added]);
      expect(lines.length).toBeGreaterThan(2);
      expect(lines.length).toBeLessThan(20);
    }
  });

  it.each([...recipes].flatMap(([name, hunks]) => hunks.map((hunk) => ({ name, ...hunk }))))(
    "$name: what surrounds the change stands like that in $file",
    async ({ file, before }) => {
      expect(before.length).toBeGreaterThan(0);
      expect(await readDocument(file)).toContain(`${before.join("\n")}\n`);
    },
  );

  it("name only npm scripts that there are", async () => {
    const { scripts } = JSON.parse(await readDocument("package.json")) as { scripts: Record<string, string> };
    const named = [...document.matchAll(/npm run (?<script>[\w:-]+)/gu)].map(({ groups }) => groups?.["script"] ?? "");
    expect(named.filter((script) => scripts[script] === undefined)).toEqual([]);
  });
});
