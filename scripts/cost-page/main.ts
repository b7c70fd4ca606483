/**
 * `npm run docs:cost`: regenerates the tables of docs/cost.md from the mix, the counts, the prices and `ops costs`.
 */
import { readFile, writeFile } from "node:fs/promises";
import { withCosts } from "./page.ts";

const file = new URL("../../docs/cost.md", import.meta.url);
await writeFile(file, await withCosts(await readFile(file, "utf8")));
