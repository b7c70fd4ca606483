/**
 * `npm run docs:cost`: regenerates the tables of docs/cost.md from the mix, the counts, the prices and `ops costs`, and what
 * other documents show of the counts.
 */
import { readFile, writeFile } from "node:fs/promises";
import { withCounts } from "./elsewhere.ts";
import { withCosts } from "./page.ts";

for (const [name, written] of Object.entries({ "docs/cost.md": withCosts, ...withCounts })) {
  const file = new URL(`../../${name}`, import.meta.url);
  await writeFile(file, await written(await readFile(file, "utf8")));
}
