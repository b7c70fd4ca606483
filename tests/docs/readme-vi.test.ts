import { describe, expect, it } from "vitest";
import { readDocument } from "../../scripts/markdown.ts";

interface Section {
  /** `#`, `##`, ... */
  readonly level: string;
  /** The blocks of commands and code, letter by letter. */
  readonly blocks: readonly string[];
  /** What is in backticks, outside of blocks. */
  readonly names: readonly string[];
  /** Where links lead. */
  readonly links: readonly string[];
  readonly tableRows: number;
}

const block = /^ *```[^]*?^ *```$/gmu;

function sectionsOf(document: string): Section[] {
  return document.split(/^(?=#+ )/mu).map((section) => {
    const text = section.replaceAll(block, "");
    return {
      level: /^#+/u.exec(section)?.[0] ?? "",
      blocks: (section.match(block) ?? []).map((code) => code.replaceAll(/^ +/gmu, "")),
      names: (text.match(/`[^`]+`/gu) ?? []).toSorted(),
      links: (text.match(/\]\([^)]+\)/gu) ?? []).toSorted(),
      tableRows: (text.match(/^\|/gmu) ?? []).length,
    };
  });
}

/** Each names the other in its first lines: the one link that differs. */
async function read(file: string, other: string): Promise<readonly Section[]> {
  const document = await readDocument(file);
  if (!document.includes(`](${other})`)) throw new Error(`${file} does not link to ${other}`);
  return sectionsOf(document.replace(`](${other})`, "](the other)"));
}

const english = await read("README.md", "README.vi.md");
const vietnamese = await read("README.vi.md", "README.md");

it("README.md is short enough to be read before anything is tried", async () => {
  expect((await readDocument("README.md")).trimEnd().split("\n").length).toBeLessThanOrEqual(130);
});

describe("README.vi.md", () => {
  it("has the sections of README.md, in their order", () => {
    expect(english.length).toBeGreaterThanOrEqual(6);
    expect(vietnamese.map(({ level }) => level)).toEqual(english.map(({ level }) => level));
  });

  it.each(english.map((section, index) => ({ index, ...section })))(
    "section $index has the same commands, names, links and tables",
    ({ index, ...section }) => {
      expect(vietnamese[index]).toEqual(section);
    },
  );

  it("is in Vietnamese", async () => {
    const letters =
      (await readDocument("README.vi.md")).match(/[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]/gu) ?? [];
    expect(letters.length).toBeGreaterThan(500);
  });
});
