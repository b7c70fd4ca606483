import { readdir } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { readDocument } from "../../scripts/markdown.ts";

/** A fact's names, and the one place that may say them. */
interface Home {
  readonly what: string;
  readonly names: readonly string[];
  readonly home: RegExp;
  /** Where a name means something else, with what it means there. */
  readonly otherMeanings: Readonly<Record<string, string>>;
}

const program = await readDocument("index.ts");
const [, declared = ""] = /createConsumers\((?<declared>[^]*?)\n\);/u.exec(program) ?? [];
const consumers = [...declared.matchAll(/^ {4}(?<name>[a-z][a-z0-9-]*): \{$/gmu)].map((match) => match[1] ?? "");
const handlers = [...declared.matchAll(/\bname: "(?<folder>[a-z-]+)"/gu)].map((match) => match[1] ?? "");
const outputNames = handlers.map((folder) =>
  folder.replaceAll(/-(?<letter>.)/gu, (_, letter: string) => letter.toUpperCase()),
);

const homes: readonly Home[] = [
  {
    what: "a consumer",
    names: [...consumers, ...consumers.map((name) => `${name}-queue`), ...handlers, ...outputNames],
    home: new RegExp(`^(?:index\\.ts|functions/(?:${handlers.join("|")})/)`, "u"),
    otherMeanings: {
      "components/monitoring/business.ts": "a widget's unit",
      "components/notice-topic.ts": "a protocol of SNS",
      "loadtest/report/html.ts": "what is counted",
      "offline/console/page/navigation.ts": "a page",
      "offline/console/page/views/orders.ts": "a page",
      "ops/commands/trace/orders.ts": "a command",
      "ops/core/replay/knowledge.ts": "a port",
      "ops/core/replay/overlays.ts": "a port",
      "ops/core/trace/find-order.ts": "a port",
    },
  },
];

/** Tests and the scripts that write documents show the system as it is; the packages know nothing of it. */
const exempt = /^(?:tests|packages|scripts\/operations-page)\/|(?:\.test|\/testing(?:-[a-z]+)?)\.ts$/u;
const folders = ["bench", "components", "domain", "functions", "loadtest", "offline", "ops", "scripts"];
const paths = await Promise.all(
  folders.map(async (folder) => (await readdir(folder, { recursive: true })).map((path) => `${folder}/${path}`)),
);
const sources = ["index.ts", ...paths.flat()].filter((path) => path.endsWith(".ts") && !exempt.test(path));

/** The lines of a source that say a name as a text, or several as a list or a record's keys. */
async function linesWith(names: readonly string[], path: string): Promise<string[]> {
  const any = `(?:${names.join("|")})`;
  const said = new RegExp(
    `["'\`]${any}["'\`]|\\bfailure_${any}\\b|\\b${any}(?:: [^,;]+)?, ${any}(?:: [^,;]+)?,? `,
    "u",
  );
  const keys = new RegExp(`^\\s*${any}:`, "u");
  const lines = (await readDocument(path)).split("\n");
  const isSaid = (line: string, index: number): boolean =>
    said.test(line) || (keys.test(line) && lines.slice(index + 1, index + 9).some((later) => keys.test(later)));
  return lines.filter(isSaid).map((line) => `${path}: ${line.trim()}`);
}

describe.each(homes)("$what", ({ names, home, otherMeanings }) => {
  it("has names, which its home says", () => {
    expect(names.length).toBeGreaterThan(2);
    expect(sources.filter((path) => home.test(path)).length).toBeGreaterThan(0);
  });

  it("is named nowhere else", async () => {
    const others = sources.filter((path) => !home.test(path) && otherMeanings[path] === undefined);
    expect((await Promise.all(others.map((path) => linesWith(names, path)))).flat()).toEqual([]);
  });

  it.each(Object.keys(otherMeanings))("is not meant in %s, which has such a word", async (path) => {
    expect(await linesWith(names, path)).not.toEqual([]);
  });
});
