import { Command } from "commander";
import { expect, it } from "vitest";
import { addOptions } from "../../offline/options.ts";
import { readDocument } from "../../scripts/markdown.ts";

it("offline/README.md lists the options of npm start, those and no others", async () => {
  const [table = ""] = (await readDocument("offline/README.md")).match(/^\| option .+\n(?:\|.+\n)+/mu) ?? [];
  const cells = table.split("\n").map((row) => row.split("|")[1] ?? "");
  const listed = cells.join().match(/--\w[\w-]*/gu) ?? [];
  const known = addOptions(new Command()).options.map(({ long }) => long ?? "");
  expect(known.length).toBeGreaterThan(10);
  expect(listed.toSorted()).toEqual(known.toSorted());
});
