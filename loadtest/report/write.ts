import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { reportHtml } from "./html.ts";
import type { Report } from "./report.ts";

/** Writes the report as JSON and as a page of its own. @returns the two files */
export async function writeReport(folder: string, report: Report): Promise<readonly [json: string, html: string]> {
  await mkdir(folder, { recursive: true });
  const name = `${report.startedAt.slice(0, 19).replaceAll(/[-:]/gu, "")}-${report.profile}-${report.run}`;
  const [json, html] = [path.join(folder, `${name}.json`), path.join(folder, `${name}.html`)];
  await writeFile(json, `${JSON.stringify(report, null, 2)}\n`);
  await writeFile(html, reportHtml(report));
  return [json, html];
}
