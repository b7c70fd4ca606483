import { expect, it } from "vitest";
import * as v from "valibot";
import { parse } from "yaml";
import { readDocument, tableUnder } from "../../scripts/markdown.ts";

const projectFile = v.object({
  config: v.record(
    v.string(),
    v.object({ default: v.optional(v.union([v.string(), v.number(), v.boolean()]), "(required)") }),
  ),
});

/** Names with their defaults, of the settings that are the program's own. */
async function declaredSettings(): Promise<[string, string][]> {
  const { config } = v.parse(projectFile, parse(await readDocument("Pulumi.yaml")));
  return Object.entries(config)
    .filter(([name]) => !name.includes(":"))
    .map(([name, { default: value }]) => [name, value === "" ? "none" : String(value)]);
}

const vietnamese: Readonly<Record<string, string>> = { không: "none", "(bắt buộc)": "(required)" };

it.each([
  ["README.md", "Settings", "setting", "default"],
  ["README.vi.md", "Thiết lập", "thiết lập", "mặc định"],
])("%s lists the settings of Pulumi.yaml with their defaults", async (file, heading, name, value) => {
  const rows = tableUnder(await readDocument(file), heading);
  const listed = rows.flatMap((row) => {
    const values = (row[value] ?? "").split(", ");
    return (row[name] ?? "").split(", ").map((each, index) => {
      const shown = (values[index] ?? "").replace(/ \(\D+\)$/u, "");
      return [each, vietnamese[shown] ?? shown] as const;
    });
  });
  expect(Object.fromEntries(listed)).toEqual(Object.fromEntries(await declaredSettings()));
});
