import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import * as pulumi from "@pulumi/pulumi";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));

/** A process that evaluates the program many times, as tests do, bundles each handler once. */
const bundles = new Map<string, Promise<Record<string, string>>>();

/**
 * The archive that Lambda runs: `index.js` with its source map.
 * @param entry the handler's file, relative to the repository's root
 */
export async function bundle(entry: string): Promise<pulumi.asset.AssetArchive> {
  const bundled = bundles.get(entry) ?? bundleFiles(entry);
  bundles.set(entry, bundled);
  const assets = Object.entries(await bundled).map(([name, text]) => [name, new pulumi.asset.StringAsset(text)]);
  return new pulumi.asset.AssetArchive(Object.fromEntries(assets));
}

/**
 * Bundles a handler; file name to text. The same sources give the same bytes, wherever the checkout lies: paths in them
 * are relative to it.
 */
export async function bundleFiles(entry: string): Promise<Record<string, string>> {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile: "index.js",
    write: false,
    bundle: true,
    minify: true,
    sourcemap: "linked",
    // The dependencies' sources would be nine tenths of the map and are not ours to debug.
    sourcesContent: false,
    platform: "node",
    target: "node24",
    mainFields: ["module", "main"],
    // An ES module's `import "node:http"` loads undici with it, 60 ms; `require` does not. The SDK's dynamic imports too.
    format: "cjs",
    supported: { "dynamic-import": false },
    // The role's credentials stand in Lambda's environment: 120 KB of other sources of credentials are never asked.
    alias: { "@aws-sdk/credential-provider-node": "./functions/shared/lambda-credentials.ts" },
    legalComments: "none",
    logLevel: "silent",
  });
  return Object.fromEntries(
    outputFiles
      .map(({ path, text }): [string, string] => [basename(path), text])
      .toSorted(([one], [other]) => one.localeCompare(other)),
  );
}
