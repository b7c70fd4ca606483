import { readFile, stat } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { findPackageJSON, stripTypeScriptTypes } from "node:module";
import { dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";

const page = fileURLToPath(new URL("../page/", import.meta.url));
const repository = fileURLToPath(new URL("../../../", import.meta.url));
const images = fileURLToPath(new URL("../page/images/", import.meta.url));

/** What the page imports from npm, served from where npm put it. */
const packages = ["lit-html", "uplot"] as const;

const types: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".js": "text/javascript",
  ".ts": "text/javascript",
};

/** What the page shares with the functions: modules that import nothing but each other. */
export const sharedModules = ["/domain/formatters.ts", "/domain/money.ts"];

interface Asset {
  readonly type: string;
  readonly body: string;
  /** Of the file's time and size. */
  readonly tag: string;
}

/** The page's files. TypeScript is served without its types; names of packages become their addresses. */
export class Assets {
  readonly #read = new Map<string, Asset>();

  /** @returns whether the path is a file of the page */
  async serve(request: IncomingMessage, response: ServerResponse, path: string): Promise<boolean> {
    const file = fileOf(path);
    const asset = file === undefined ? undefined : await this.#load(file);
    if (asset === undefined) return false;
    // Revalidated each time with a 304: a changed file is seen at the next load.
    const headers = { "cache-control": "no-cache", etag: asset.tag };
    if (request.headers["if-none-match"] === asset.tag) {
      response.writeHead(304, headers);
      response.end();
      return true;
    }
    response.writeHead(200, { ...headers, "content-type": `${asset.type}; charset=utf-8` });
    response.end(request.method === "HEAD" ? undefined : asset.body);
    return true;
  }

  async #load(file: string): Promise<Asset | undefined> {
    const found = await stat(file).catch(() => undefined);
    const type = types[extname(file)];
    if (found?.isFile() !== true || type === undefined) return undefined;
    const tag = `"${found.mtimeMs.toString(36)}-${found.size.toString(36)}"`;
    const known = this.#read.get(file);
    if (known?.tag === tag) return known;
    const text = await readFile(file, "utf8");
    const asset = { type, tag, body: file.endsWith(".ts") ? asJavaScript(text) : text };
    this.#read.set(file, asset);
    return asset;
  }
}

function fileOf(path: string): string | undefined {
  if (path === "/") return join(page, "index.html");
  if (!/^[\w./-]+$/u.test(path) || path.includes("..") || path.includes(".test.")) return undefined;
  if (path === "/favicon.svg") return join(images, "favicon.svg");
  if (sharedModules.includes(path)) return join(repository, path);
  if (path.startsWith("/page/")) return join(page, path.slice("/page/".length));
  const name = packages.find((each) => path.startsWith(`/packages/${each}/`));
  if (name === undefined) return undefined;
  const found = findPackageJSON(name, import.meta.url);
  return found === undefined ? undefined : join(dirname(found), path.slice(`/packages/${name}/`.length));
}

/** Stripping keeps lines and columns, so that a browser's messages fit the source. */
function asJavaScript(source: string): string {
  return stripTypeScriptTypes(source, { mode: "strip" }).replaceAll(
    /(?<=\bfrom\s+")(?<name>lit-html|uplot)(?<rest>\/[^"]*)?(?=")/gu,
    (_all, name: string, rest: string | undefined) => `/packages/${name}${rest ?? entries[name] ?? ""}`,
  );
}

const entries: Readonly<Record<string, string>> = {
  "lit-html": "/lit-html.js",
  uplot: "/dist/uPlot.esm.js",
};
