import { expect, it } from "vitest";
import { emulators } from "../conformance/lacks.ts";
import { readDocument, tableUnder } from "../../scripts/markdown.ts";

it.each(Object.entries(emulators))(
  "docs/emulators.md lists all that %s is known to lack",
  async (name, { features, runsNothing }) => {
    const rows = tableUnder(await readDocument("docs/emulators.md"), "Held to the offline run");
    const column = Object.keys(rows[0] ?? {}).find((heading) => heading.startsWith(name)) ?? "";
    const listed = new Set(rows.map((row) => row[column]?.replaceAll("`", "")));
    const known = [
      ...Object.values(features).map(({ why }) => why),
      ...(runsNothing === undefined ? [] : [runsNothing]),
    ];
    expect(known.length).toBeGreaterThan(0);
    expect(known.filter((why) => !listed.has(why))).toEqual([]);
  },
);
