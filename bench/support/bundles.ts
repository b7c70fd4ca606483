import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type BuildOptions } from "esbuild";
import { bundleFiles } from "../../components/bundle.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Written bundles, by what they are of; the folder goes away with `remove`. */
export class BundleFolder {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  static async create(): Promise<BundleFolder> {
    const path = await mkdtemp(join(tmpdir(), "order-processing-bench-"));
    // As on Lambda, a bundle without a package.json is CommonJS, whatever one lies in a folder above.
    await writeFile(join(path, "package.json"), "{}");
    return new BundleFolder(path);
  }

  async deployed(entry: string): Promise<Bundle> {
    return this.#write(entry, await bundleFiles(entry));
  }

  /**
   * The same function by the command that AWS documents for TypeScript.
   * docs.aws.amazon.com/lambda/latest/dg/typescript-package.html
   */
  naive(entry: string): Promise<Bundle> {
    return this.#build(entry, { minify: true, sourcemap: true, target: "es2020" });
  }

  /** A file of the benchmark without its types, so that a process that runs it loads nothing beside it. */
  script(entry: string): Promise<Bundle> {
    return this.#build(entry, { target: "node24" });
  }

  remove(): Promise<void> {
    return rm(this.path, { recursive: true, force: true });
  }

  async #build(entry: string, options: Pick<BuildOptions, "minify" | "sourcemap" | "target">): Promise<Bundle> {
    const { outputFiles } = await build({
      absWorkingDir: root,
      entryPoints: [entry],
      outfile: "index.js",
      write: false,
      bundle: true,
      platform: "node",
      logLevel: "silent",
      ...options,
    });
    return this.#write(entry, Object.fromEntries(outputFiles.map(({ path, text }) => [fileName(path), text])));
  }

  async #write(entry: string, files: Readonly<Record<string, string>>): Promise<Bundle> {
    const folder = await mkdtemp(join(this.path, `${entry.replaceAll(/\W+/gu, "-")}-`));
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
    return { file: join(folder, "index.js"), bytes: sizeOf(files) };
  }
}

function sizeOf(files: Readonly<Record<string, string>>): number {
  const scripts = Object.entries(files).filter(([name]) => name.endsWith(".js"));
  return scripts.reduce((sum, [, text]) => sum + Buffer.byteLength(text), 0);
}

export interface Bundle {
  readonly file: string;
  /** Without its source map. */
  readonly bytes: number;
}

function fileName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
