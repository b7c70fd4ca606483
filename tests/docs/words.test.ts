import { globSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readDocument, tableUnder } from "../../scripts/markdown.ts";

const heading = "Words";
const contributing = await readDocument("CONTRIBUTING.md");
const avoided = tableUnder(contributing, heading).flatMap((row) =>
  [...(row["avoid"] ?? "").matchAll(/`(?<words>[^`]+)`/gu)].map(({ groups }) => groups?.["words"] ?? ""),
);

const isForeign = (entry: string): boolean => /(?:^|\/)(?:node_modules|\.[^/]+)$/u.test(entry);
const files = globSync("**/*.{ts,js,md,yaml,html,css}", { exclude: isForeign }).filter(
  (file) => file !== "tests/docs/words.test.ts",
);

/** A text without its line breaks, and without what is right English though it has avoided words. */
function plain(text: string): string {
  return text
    .replaceAll(/\s+(?:\*|\/\/|#)?\s*/gu, " ")
    .replaceAll(/\bthere (?:is|are) no\b|\b(?:is|are) no (?:longer|more)\b/giu, "");
}

const words = new RegExp(`(?<![-\\w])(?:${avoided.join("|")})(?![-\\w])`, "giu");

/** Each avoided word with what surrounds it. */
function withWords(text: string): string[] {
  const line = plain(text);
  return [...line.matchAll(words)].map(({ index }) => line.slice(Math.max(0, index - 30), index + 40));
}

describe("the words of CONTRIBUTING.md", () => {
  it("are avoided in documents, messages and comments", async () => {
    const texts = await Promise.all(
      files.map(async (file) => ({
        file,
        text: (await readDocument(file)).split(`\n### ${heading}\n`)[0] ?? "",
      })),
    );
    expect(texts.flatMap(({ file, text }) => withWords(text).map((found) => `${file}: ${found}`))).toEqual([]);
  });

  it.each([
    "loyalty is no consumer",
    "Tells what a stack costs",
    "what of it\n * is sent anew",
    "// what is no\n// event",
  ])("would be seen in %j", (text) => {
    expect(withWords(text)).not.toEqual([]);
  });

  it("are not seen in what is right", () => {
    expect(withWords("There is no consumer loyalty, and what is no longer there stands-in")).toEqual([]);
  });
});
