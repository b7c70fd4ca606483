import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import * as v from "valibot";
import type { Project } from "./project.ts";

const resource = v.object({
  urn: v.string(),
  type: v.string(),
  custom: v.boolean(),
  id: v.optional(v.string()),
  dependencies: v.optional(v.array(v.string()), []),
  protect: v.optional(v.boolean(), false),
  retainOnDelete: v.optional(v.boolean(), false),
  inputs: v.optional(v.record(v.string(), v.unknown()), {}),
  outputs: v.optional(v.record(v.string(), v.unknown()), {}),
});
const stateFile = v.object({
  checkpoint: v.object({ latest: v.object({ resources: v.optional(v.array(resource), []) }) }),
});

export type StateResource = v.InferOutput<typeof resource>;

/** The resources of a stack, as its state file in the backend has them: secrets are ciphertext. */
export async function readState(project: Project, stack: string): Promise<StateResource[]> {
  const folder = path.join(project.backend, ".pulumi", "stacks", "order-processing-system");
  const file = JSON.parse(await readFile(path.join(folder, `${stack}.json`), "utf8"));
  return v.parse(stateFile, file).checkpoint.latest.resources;
}

/** All that a resource waits for: what it depends on, what that depends on, and so on. */
export function prerequisites(urn: string, resources: readonly StateResource[]): Set<string> {
  const dependencies = new Map(resources.map((one) => [one.urn, one.dependencies]));
  const found = new Set<string>();
  const waiting = [urn];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const missing = (dependencies.get(next) ?? []).filter((dependency) => !found.has(dependency));
    for (const dependency of missing) found.add(dependency);
    waiting.push(...missing);
  }
  return found;
}

/** Which files of the backend (state, history, backups) hold the text, plain or inside a JSON string. */
export async function filesWith(project: Project, text: string): Promise<string[]> {
  const needles = [text, JSON.stringify(text).slice(1, -1)];
  const entries = await readdir(project.backend, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  const contents = await Promise.all(files.map((file) => readFile(file, "utf8")));
  return files.filter((_, index) => needles.some((needle) => contents[index]?.includes(needle)));
}
