import { createHash, randomUUID } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as v from "valibot";

/** What a bundler made, and all that it read to make it, the packages included, relative to the repository's root. */
export interface Made {
  readonly files: Readonly<Record<string, string>>;
  readonly inputs: readonly string[];
}

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = join(root, "node_modules", ".cache", "bundles");
const kept = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ digest: v.string(), inputs: v.array(v.string()), files: v.record(v.string(), v.string()) }),
);

const shared = new Map<string, string>();

/** What decides besides the inputs: which files the imports resolve to, and how they are bundled. */
const circumstances = [
  "node_modules/.package-lock.json",
  "package.json",
  "tsconfig.json",
  "components/bundle.ts",
  "components/own-source-map.ts",
];

/**
 * The bundle that was made before, if every byte it was made of is the same; else a new one, which is kept.
 * @param name a file's name
 * @param digests of files by path, for those who ask for several bundles: they share most of what they are made of
 */
export async function cachedBundle(
  name: string,
  make: () => Promise<Made>,
  digests: Map<string, string> = shared,
): Promise<Made["files"]> {
  const file = join(folder, `${name}.json`);
  const text = await readFile(file, "utf8").catch(() => "");
  const known = v.safeParse(kept, text);
  if (known.success && known.output.digest === digestOf(known.output.inputs, digests)) return known.output.files;
  const started = Date.now();
  const { files, inputs } = await make();
  // Changed meanwhile: nobody knows which state it was made of.
  if (inputs.some((path) => statSync(join(root, path)).mtimeMs >= started)) return files;
  await mkdir(folder, { recursive: true });
  // Renamed into place, so that another evaluation never reads half of it.
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, JSON.stringify({ digest: digestOf(inputs, digests), inputs, files }));
  await rename(draft, file);
  return files;
}

function digestOf(inputs: readonly string[], digests: Map<string, string>): string {
  const all = createHash("sha256");
  for (const path of [...circumstances, ...inputs]) {
    const digest = digests.get(path) ?? fileDigest(path);
    digests.set(path, digest);
    all.update(`${path}\n${digest}\n`);
  }
  return all.digest("hex");
}

function fileDigest(path: string): string {
  try {
    return createHash("sha256")
      .update(readFileSync(join(root, path)))
      .digest("hex");
  } catch (cause) {
    // Gone: what was made of it is no longer right.
    if (cause instanceof Error && Reflect.get(cause, "code") === "ENOENT") return "none";
    throw cause;
  }
}
