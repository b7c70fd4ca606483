import { mkdir, mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, it } from "vitest";
import { cachedBundle } from "./bundle-cache.ts";
import { makeBundle } from "./bundle.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const cache = path.join(root, "node_modules", ".cache");
let folder: string;
let name: string;
let made: number;

/** Bundles the handler that uses the package, in a process of its own as it were. */
async function bundle(): Promise<string> {
  const make = async () => {
    made += 1;
    return makeBundle(path.relative(root, path.join(folder, "handler.ts")));
  };
  return (await cachedBundle(name, make, new Map()))["index.js"] ?? "";
}

/** As an editor saved it a while ago. */
async function write(file: string, text: string): Promise<void> {
  const whole = path.join(folder, file);
  await mkdir(path.dirname(whole), { recursive: true });
  await writeFile(whole, text);
  await utimes(whole, 1, 1);
}

beforeEach(async () => {
  await mkdir(cache, { recursive: true });
  folder = await mkdtemp(path.join(cache, "bundle-test-"));
  name = path.basename(folder);
  made = 0;
  await write("handler.ts", 'import { says } from "greeter";\nconsole.log(says);\n');
  await write("node_modules/greeter/package.json", '{"name": "greeter", "main": "one.js"}');
  await write("node_modules/greeter/one.js", 'exports.says = "first";');
  await write("node_modules/greeter/two.js", 'exports.says = "second";');
});

afterEach(async () => {
  await rm(folder, { recursive: true });
  await rm(path.join(cache, "bundles", `${name}.json`), { force: true });
});

it("is kept while the package that it uses is the same, and made anew when a file of it is edited", async () => {
  expect(await bundle()).toContain("first");
  expect(await bundle()).toContain("first");
  expect(made).toBe(1);
  await write("node_modules/greeter/one.js", 'exports.says = "other";');
  expect(await bundle()).toContain("other");
  expect(made).toBe(2);
});

it("is made anew when the package's package.json names another file", async () => {
  expect(await bundle()).toContain("first");
  await write("node_modules/greeter/package.json", '{"name": "greeter", "main": "two.js"}');
  expect(await bundle()).toContain("second");
});
