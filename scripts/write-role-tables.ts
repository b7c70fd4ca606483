/**
 * `npm run docs:security`: regenerates the tables of docs/security.md from the program.
 */
import { readFile, writeFile } from "node:fs/promises";
import { evaluate } from "../tests/support/evaluate.ts";
import { withRoleTables } from "../tests/support/role-tables.ts";

const file = new URL("../docs/security.md", import.meta.url);
await writeFile(
  file,
  withRoleTables(await readFile(file, "utf8"), await evaluate({ settings: { reconcileHours: "1" } })),
);
