import { readFile } from "node:fs/promises";
import { stripTypeScriptTypes } from "node:module";
import type { Page } from "playwright-core";

const source = await readFile(new URL("../page/measure.ts", import.meta.url), "utf8");
const script = `(() => { ${stripTypeScriptTypes(source).replace("export function measure", "function measure")}; return measure(); })()`;

/** What a person could not read on the page as it is, each once. */
export async function measured(page: Page): Promise<string[]> {
  const found: string[] = await page.evaluate(script);
  return [...new Set(found)];
}
