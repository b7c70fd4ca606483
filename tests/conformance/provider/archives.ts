import { readFile } from "node:fs/promises";
import * as v from "valibot";
import { isCode, type Properties } from "../../engine/provider/values.ts";

/** Of a resource that it reads or deletes the engine no longer has the files. */
const archive = v.looseObject({
  assets: v.optional(v.record(v.string(), v.looseObject({ path: v.string() })), {}),
});

/** The inputs with their archives as file name to text, as a resource's description has them. */
export async function withFiles(inputs: Properties): Promise<Record<string, unknown>> {
  const read = Object.entries(inputs).map(async ([name, value]) => [
    name,
    isCode(value) ? await filesOf(value) : value,
  ]);
  return Object.fromEntries(await Promise.all(read)) as Record<string, unknown>;
}

async function filesOf(value: unknown): Promise<Record<string, string>> {
  const { assets } = v.parse(archive, value);
  const files = Object.entries(assets).map(async ([name, { path }]) => [name, await readFile(path, "utf8")] as const);
  return Object.fromEntries(await Promise.all(files));
}
