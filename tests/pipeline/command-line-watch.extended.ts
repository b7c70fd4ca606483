import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkoutIn, freePorts, start } from "../support/command-line.ts";
import { until } from "../support/until.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "watched-"));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

describe("npm start -- --watch --state", () => {
  it("takes an edited function in place and an edited program again, and what it held outlives a kill", async () => {
    const checkout = await checkoutIn(join(folder, "watched"));
    const state = join(folder, "state");
    const args = [...freePorts, "--watch", "--state", state, "--ready-file", join(folder, "watched.json")];
    const first = start(args, checkout);
    await until("serving", () => first.output().includes("Watching "), 60_000);

    await edit(checkout, "domain/mail/address.ts", (text) => `${text}\nconsole.info("edited");\n`);
    await until(
      "the function's new code",
      () => /address\.ts: .*email-processor.* renewed/u.test(first.output()),
      30_000,
    );
    await edit(checkout, "index.ts", (text) => text.replace('"Stores orders"', '"Keeps orders"'));
    await until("the new program", () => first.output().includes("index.ts: the program renewed"), 30_000);
    await edit(checkout, "index.ts", (text) => `${text}\nthrow new Error("half an edit");\n`);
    await until("the refusal", () => first.output().includes("goes on unchanged: half an edit"), 30_000);
    await until("a saved order", async () => (await readFile(join(state, "state.json"), "utf8")).includes('"paid"'));
    first.kill("SIGKILL");
    await first.ended;

    await edit(checkout, "index.ts", (text) => text.replace('\nthrow new Error("half an edit");\n', ""));
    const second = await start([...args, "--exit"], checkout).ended;
    expect(second).toMatchObject({ code: 0, errors: "" });
    expect(second.output).not.toContain("sample events");
  }, 150_000);
});

async function edit(checkout: string, file: string, change: (text: string) => string): Promise<void> {
  const path = join(checkout, file);
  await writeFile(path, change(await readFile(path, "utf8")));
}
