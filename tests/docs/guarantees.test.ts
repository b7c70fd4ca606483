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
  document = await readDocument("docs/guarantees.md");
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

  it("names a test for each promise", () => {
    const promises = document.split("\n").filter((line) => line.startsWith("| ") && !line.startsWith("| promise"));
    expect(promises.length).toBeGreaterThan(25);
    expect(promises.filter((line) => namedTests(line).length === 0)).toEqual([]);
  });

  it("tells of each hop what can be lost and what the operator sees", () => {
    const hops = document.split(/^## /mu).slice(1, -1);
    const told = hops.filter((hop) => /\*\*Operator sees\*\*/u.test(hop));
    expect(told).toEqual(hops);
  });
});

/** What `describe` and `it` are called with, and the names in the tables of `it.each`. */
function titlesIn(source: string): Set<string> {
  const texts = [...source.matchAll(/"((?:[^"\\\n]|\\.)+)"|'([^'\n]+)'/gu)].map(([, double, single]) =>
    (double ?? single ?? "").replaceAll('\\"', '"'),
  );
  return new Set(texts);
}
