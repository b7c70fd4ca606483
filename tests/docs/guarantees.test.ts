import { beforeAll, describe, expect, it } from "vitest";
import { readDocument } from "../../scripts/markdown.ts";

interface Named {
  readonly file: string;
  readonly title: string;
}

/** `path`: "title", "title" */
function namedTests(text: string): Named[] {
  return [...text.matchAll(/`([\w./-]+\.ts)`: ((?:"[^"]+"(?:, )?)+)/gu)].flatMap(([, file = "", titles = ""]) =>
    [...titles.matchAll(/"([^"]+)"/gu)].map(([, title = ""]) => ({ file, title })),
  );
}

let document = "";
beforeAll(async () => {
  [document = ""] = (await readDocument("docs/guarantees.md")).split("\n## What the tests would notice");
});

describe("docs/guarantees.md", () => {
  it("names tests that exist, by file and title", async () => {
    const named = namedTests(document);
    expect(named.length).toBeGreaterThan(50);
    const missing: Named[] = [];
    for (const one of named) {
      const source = await readDocument(one.file).catch(() => "");
      if (!titlesIn(source).has(one.title)) missing.push(one);
    }
    expect(missing).toEqual([]);
  });

  it("takes no other text of a test for its title", () => {
    const source = `
      const names = ["a name"];
      describe("a suite", () => {
        it("a test", () => expect(call("a value")).toBe("a result"));
        it.each([
          ["a row", 1],
        ])("%s", () => {});
        it.each([
          ["a given value", 1],
        ])("a test with %i", () => {});
      });`;
    const titles = ["a suite", "a test", "%s", "a test with %i", "a row"];
    expect(titlesIn(source)).toEqual(new Set(titles));
  });

  it("names a test for each promise", () => {
    const promises = document.split("\n").filter((line) => line.startsWith("| ") && !line.startsWith("| promise"));
    expect(promises.length).toBeGreaterThan(25);
    expect(promises.filter((line) => namedTests(line).length === 0)).toEqual([]);
  });

  it("states for each hop what can be lost and what the operator sees", () => {
    const hops = document.split(/^## /mu).slice(1, -1);
    const listed = hops.filter((hop) => /\*\*Operator sees\*\*/u.test(hop));
    expect(listed).toEqual(hops);
  });
});

const text = String.raw`"(?<text>(?:[^"\\\n]|\\.)+)"`;
/** `it("..."`, `describe.skipIf(...)("..."`, `it.each([...])("..."` */
const title = new RegExp(String.raw`(?:\b(?:it|describe)(?:\.\w+)*|\))\(\s*${text}`, "gu");
/** The rows of a table whose rows are its tests' titles. */
const titledRows = /\.each(?:<[^(]*>)?\(\[(?<rows>[^]*?)\n\s*\]\)\(\s*"%s"/gu;
const row = new RegExp(String.raw`^\s*\[\s*${text}`, "gmu");

/** What `describe` and `it` are called with, and the names in the tables of `it.each` whose title is `%s`. */
function titlesIn(source: string): Set<string> {
  const rows = [...source.matchAll(titledRows)].flatMap(({ groups }) => [...(groups?.["rows"] ?? "").matchAll(row)]);
  const found = [...source.matchAll(title), ...rows];
  return new Set(found.map(({ groups }) => (groups?.["text"] ?? "").replaceAll('\\"', '"')));
}
