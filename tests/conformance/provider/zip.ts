import { readFile } from "node:fs/promises";
import { zipSync } from "fflate";
import * as v from "valibot";

/**
 * An archive of files as the engine hands it over; the other members are its signatures and hashes. Of a resource that it
 * reads or deletes the engine no longer has the files.
 */
export const codeArchive = v.looseObject({
  assets: v.optional(v.record(v.string(), v.looseObject({ path: v.string() })), {}),
});

/** The files as Lambda takes them. @throws Error when there are none */
export async function zipOf({ assets }: v.InferOutput<typeof codeArchive>): Promise<Uint8Array> {
  const files = Object.entries(assets).map(async ([name, { path }]) => [name, await readFile(path)] as const);
  if (files.length === 0) throw new Error("the function has no code");
  return zipSync(Object.fromEntries(await Promise.all(files)));
}
