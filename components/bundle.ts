import { createHash, randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, rename, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as pulumi from "@pulumi/pulumi";
import { build, type BuildOptions, type Plugin } from "esbuild";
import { cachedBundle, type Made } from "./bundle-cache.ts";
import { ownSourceMap } from "./own-source-map.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

/** A process that evaluates the program many times, as tests do, bundles each handler and writes its files once. */
const archives = new Map<string, Promise<pulumi.asset.AssetArchive>>();

/**
 * The archive that Lambda runs: `index.js`, and `stripe.js` beside it where Stripe may be asked. Node reads the source map
 * only with NODE_OPTIONS=--enable-source-maps, which would be a fifth of a cold start: the functions log messages, not stacks.
 * @param entry the handler's file, relative to the repository's root
 */
export function bundle(entry: string): Promise<pulumi.asset.AssetArchive> {
  const archive = archives.get(entry) ?? archiveOf(entry);
  archives.set(entry, archive);
  return archive;
}

async function archiveOf(entry: string): Promise<pulumi.asset.AssetArchive> {
  const files = await cachedBundle(entry.replaceAll("/", "-"), () => makeBundle(entry));
  const assets = Object.entries(files).map(async ([name, text]) => [name, await fileAsset(name, text)] as const);
  return new pulumi.asset.AssetArchive(Object.fromEntries(await Promise.all(assets)));
}

/** A file, because the state would hold all of a StringAsset, twice, and the state is written again at every step. */
async function fileAsset(name: string, text: string): Promise<pulumi.asset.FileAsset> {
  const folder = join(root, "node_modules", ".cache", "bundles", createHash("sha256").update(text).digest("hex"));
  await mkdir(folder, { recursive: true });
  const file = join(folder, name);
  // Renamed into place, so that another evaluation never reads half of it.
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, text);
  await rename(draft, file);
  return new pulumi.asset.FileAsset(file);
}

/**
 * Bundles a handler; file name to text. The same sources give the same bytes, wherever the checkout lies: paths in them
 * are relative to it.
 */
export async function bundleFiles(entry: string): Promise<Record<string, string>> {
  const { files } = await makeBundle(entry);
  return { ...files };
}

/** A bundle with all that decides what is in it. */
export async function makeBundle(entry: string): Promise<Made> {
  const built = await buildParts(entry);
  const files = Object.fromEntries(
    built
      .flatMap(({ outputFiles }) => outputFiles)
      .map(({ path, text }): [string, string] => [basename(path), path.endsWith(".map") ? ownSourceMap(text) : text])
      .toSorted(([one], [other]) => one.localeCompare(other)),
  );
  const inputs = built.flatMap(({ metafile }) => Object.keys(metafile.inputs));
  return { files, inputs: [...inputs, ...manifestsOf(inputs)] };
}

/** The package.json files over them: they say which file an import means and what may be left out. */
function manifestsOf(inputs: readonly string[]): string[] {
  const folders = new Set<string>();
  for (const input of inputs) {
    for (let folder = dirname(input); folder !== "." && !folders.has(folder); folder = dirname(folder)) {
      folders.add(folder);
    }
  }
  return [...folders].map((folder) => join(folder, "package.json")).filter((file) => existsSync(join(root, file)));
}

/** The files that a handler's bundle is made of, relative to the repository's root. */
export async function bundledSources(entry: string): Promise<string[]> {
  const outputs = (await buildParts(entry)).flatMap(({ metafile }) => Object.values(metafile.outputs));
  return outputs.flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : [])),
  );
}

const stripeFile = "stripe.js";

/** Stripe's SDK is imported where Stripe is asked first: in a file of its own it costs nothing before that. */
const stripeApart: Plugin = {
  name: "stripe-apart",
  setup(bundler) {
    bundler.onResolve({ filter: /^stripe$/ }, ({ kind }) =>
      kind === "dynamic-import" ? { path: `./${stripeFile}`, external: true } : undefined,
    );
  },
};

/**
 * The SDK imports its event streams where an operation has one, and none that is called here has. A file that may be
 * imported later keeps all of its exports, and the files under it too: 20 KB that are not tree-shaken, and a cold start
 * that goes through 350 wrappers.
 */
const noEventStreams: Plugin = {
  name: "no-event-streams",
  setup(bundler) {
    bundler.onResolve({ filter: /^@smithy\/core\/event-streams$/ }, ({ kind, path }) =>
      kind === "dynamic-import" ? { path, external: true } : undefined,
    );
  },
};

async function buildParts(entry: string) {
  const own = await build({
    ...optionsOf(entry, "index.js"),
    sourcemap: "linked",
    plugins: [stripeApart, noEventStreams],
  });
  const imports = Object.values(own.metafile.outputs).flatMap((output) => output.imports);
  const asksStripe = imports.some(({ path }) => path === `./${stripeFile}`);
  return asksStripe ? [own, await build(optionsOf("stripe", stripeFile))] : [own];
}

function optionsOf(entry: string, outfile: string) {
  return {
    absWorkingDir: root,
    entryPoints: [entry],
    outfile,
    metafile: true,
    write: false,
    bundle: true,
    minify: true,
    sourcesContent: false,
    platform: "node",
    target: "node24",
    mainFields: ["module", "main"],
    // An ES module's `import "node:http"` loads undici with it, 60 ms; `require` does not. The SDK's dynamic imports too.
    format: "cjs",
    supported: { "dynamic-import": false },
    // The role's credentials are in Lambda's environment: 120 KB of other sources of credentials are never asked.
    alias: { "@aws-sdk/credential-provider-node": "./functions/shared/lambda-credentials.ts" },
    legalComments: "none",
    logLevel: "silent",
  } as const satisfies BuildOptions;
}
