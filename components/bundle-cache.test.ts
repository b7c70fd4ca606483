import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, it } from "vitest";
import { cachedBundle } from "./bundle-cache.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const cache = path.join(root, "node_modules", ".cache");
let folder: string;
let name: string;
let input: string;
let made: number;

/** Bundles the one input, in a process of its own as it were. */
const bundle = () =>
  cachedBundle(
    name,
    async () => {
      made += 1;
      return { files: { "index.js": await readFile(input, "utf8") }, inputs: [path.relative(root, input)] };
    },
    new Map(),
  );

/** As somebody saved it a while ago. */
const write = async (text: string) => {
  await writeFile(input, text);
  await utimes(input, 1, 1);
};

beforeEach(async () => {
  await mkdir(cache, { recursive: true });
  folder = await mkdtemp(path.join(cache, "bundle-cache-test-"));
  name = path.basename(folder);
  input = path.join(folder, "input.ts");
  made = 0;
});

afterEach(async () => {
  await rm(folder, { recursive: true });
  await rm(path.join(cache, "bundles", `${name}.json`), { force: true });
});

it("makes a bundle once while its input is the same, and again when a byte of it changes", async () => {
  await write("one");
  expect([await bundle(), await bundle()]).toEqual([{ "index.js": "one" }, { "index.js": "one" }]);
  expect(made).toBe(1);
  // The same length and time: only the content differs.
  await write("two");
  expect(await bundle()).toEqual({ "index.js": "two" });
  await write("one");
  expect(await bundle()).toEqual({ "index.js": "one" });
  expect(made).toBe(3);
});

it("keeps nothing of an input that was saved while the bundle was made", async () => {
  await writeFile(input, "one");
  const future = new Date(Date.now() + 60_000);
  await utimes(input, future, future);
  await bundle();
  await bundle();
  expect(made).toBe(2);
});

it("makes it again when what was kept cannot be read, or an input has gone", async () => {
  await write("one");
  await bundle();
  const kept = path.join(cache, "bundles", `${name}.json`);
  await writeFile(kept, "{");
  expect(await bundle()).toEqual({ "index.js": "one" });
  expect(made).toBe(2);
  await rm(input);
  await expect(bundle()).rejects.toThrow("ENOENT");
  expect((await readdir(folder)).length).toBe(0);
});
