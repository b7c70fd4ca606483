import { expect, it } from "vitest";
import { emulators } from "../conformance/lacks.ts";
import { readDocument, tableUnder } from "../../scripts/markdown.ts";

it.each(Object.entries(emulators))(
  "docs/emulators.md tells all that %s is known to lack",
  async (name, { features }) => {
    const rows = tableUnder(await readDocument("docs/emulators.md"), "Held to the offline run");
    const column = Object.keys(rows[0] ?? {}).find((heading) => heading.startsWith(name)) ?? "";
    const told = new Set(rows.map((row) => row[column]?.replaceAll("`", "")));
    const known = Object.values(features).map(({ why }) => why);
    expect(known.length).toBeGreaterThan(0);
    expect(known.filter((why) => !told.has(why))).toEqual([]);
  },
);
