import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, it } from "vitest";
import { makeBundle } from "./bundle.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const cache = path.join(root, "node_modules", ".cache");
let folder: string;

async function write(file: string, text: string): Promise<void> {
  const whole = path.join(folder, file);
  await mkdir(path.dirname(whole), { recursive: true });
  await writeFile(whole, text);
}

beforeEach(async () => {
  await mkdir(cache, { recursive: true });
  folder = path.relative(root, await mkdtemp(path.join(cache, "bundle-test-")));
  await write("handler.ts", 'import { says } from "greeter";\nconsole.log(says);\n');
  await write("node_modules/greeter/package.json", '{"name": "greeter", "main": "one.js"}');
  await write("node_modules/greeter/one.js", 'exports.says = "first";');
});

afterEach(() => rm(folder, { recursive: true }));

it("names all that decides what is in a bundle: its own files, its packages' and their package.json files", async () => {
  const { files, inputs } = await makeBundle(path.join(folder, "handler.ts"));
  expect(files["index.js"]).toContain("first");
  const own = ["handler.ts", "node_modules/greeter/one.js", "node_modules/greeter/package.json"];
  expect(inputs).toEqual(expect.arrayContaining(own.map((file) => path.join(folder, file))));
});
