import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** The README's code by the file names before it. */
async function examples(): Promise<Map<string, string>> {
  const readme = await readFile(new URL("README.md", import.meta.url), "utf8");
  const found = readme.matchAll(/^`(?<file>[\w.]+)`,[^\n]*\n\n```\w+\n(?<code>.*?)^```$/gmsu);
  return new Map([...found].map(({ groups }) => [groups?.["file"] ?? "", groups?.["code"] ?? ""]));
}

describe("the README's example", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "aws-offline-readme-"));
    for (const [file, code] of await examples()) await writeFile(path.join(folder, file), code);
    await writeFile(path.join(folder, "package.json"), '{ "type": "module" }');
    for (const link of ["node_modules", "packages"]) await symlink(path.join(root, link), path.join(folder, link));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it("has a function take a message and write it to a table", async () => {
    const readme = await readFile(new URL("README.md", import.meta.url), "utf8");
    const [, printed = ""] = /^`node main.ts` prints `(?<printed>[^`]+)`/mu.exec(readme) ?? [];
    expect(await run("main.ts")).toEqual({ code: 0, errors: "", output: `${printed}\n` });
  });

  async function run(file: string): Promise<{ code: unknown; output: string; errors: string }> {
    const flags = ["--disable-warning=ExperimentalWarning"];
    const child = spawn(process.execPath, [...flags, file], { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    let errors = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (errors += text));
    const [code] = await once(child, "close");
    return { code, output, errors };
  }
});
