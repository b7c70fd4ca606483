import { readdir } from "node:fs/promises";
import { bundleFiles } from "../../components/bundle.ts";
import * as v from "valibot";

const sourceMap = v.object({ sources: v.array(v.string()) });

/** The npm packages whose code is in a function's bundle, as the source maps tell. */
export async function shippedPackages(): Promise<Set<string>> {
  const entries = await readdir(new URL("../../functions/", import.meta.url), { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory() && entry.name !== "shared").map(({ name }) => name);
  const maps = await Promise.all(
    folders.map(async (folder) => (await bundleFiles(`functions/${folder}/handler.ts`))["index.js.map"] ?? "{}"),
  );
  return new Set(maps.flatMap((map) => v.parse(sourceMap, JSON.parse(map)).sources).flatMap(packageOf));
}

function packageOf(source: string): string[] {
  const [, name] = /.*node_modules\/(?<name>(?:@[^/]+\/)?[^/]+)\//u.exec(source) ?? [];
  return name === undefined ? [] : [name];
}
