import { readdir } from "node:fs/promises";
import { bundledSources } from "../../components/bundle.ts";

/** The npm packages whose code is in a function's bundle. */
export async function shippedPackages(): Promise<Set<string>> {
  const entries = await readdir(new URL("../../functions/", import.meta.url), { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory() && entry.name !== "shared").map(({ name }) => name);
  const sources = await Promise.all(folders.map((folder) => bundledSources(`functions/${folder}/handler.ts`)));
  return new Set(sources.flat().flatMap(packageOf));
}

function packageOf(source: string): string[] {
  const [, name] = /.*node_modules\/(?<name>(?:@[^/]+\/)?[^/]+)\//u.exec(source) ?? [];
  return name === undefined ? [] : [name];
}
