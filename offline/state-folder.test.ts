import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, it } from "vitest";
import { StateFolder } from "./state-folder.ts";

const saved = { aws: { sqs: { queue: [] } }, stripe: [] };

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "state-"));
});

async function written(): Promise<string> {
  const first = await StateFolder.open(folder);
  await first.save(saved);
  await first.close();
  return join(folder, "state.json");
}

it("has nothing at first, and then what was saved", async () => {
  const first = await StateFolder.open(folder);
  expect(first.saved).toBeUndefined();
  await first.close();
  await written();
  expect((await StateFolder.open(folder)).saved).toEqual(saved);
});

it("is for one run at a time", async () => {
  const first = await StateFolder.open(folder);
  await expect(StateFolder.open(folder)).rejects.toThrow(`${folder} is used by the run of process ${process.pid}`);
  await first.close();
  await (await StateFolder.open(folder)).close();
});

it("is refused by name where it is a file", async () => {
  const file = await written();
  await expect(StateFolder.open(file)).rejects.toThrow(`--state ${file}: give a folder`);
});

it("is taken over from a process that is gone", async () => {
  // No system has a process with so large a number.
  await writeFile(join(folder, "lock"), "99999999");
  expect((await StateFolder.open(folder)).saved).toBeUndefined();
});

it.each<[string, (text: string) => string]>([
  ["is cut off", (text) => text.slice(0, -10)],
  ["has another byte", (text) => text.replace("queue", "Queue")],
  ["is of another version", (text) => text.replace('"version":1', '"version":2')],
  ["is empty", () => ""],
])("refuses by name a file that %s, and gives the folder free", async (_, damage) => {
  const file = await written();
  const whole = await readFile(file, "utf8");
  await writeFile(file, damage(whole));
  await expect(StateFolder.open(folder)).rejects.toThrow(`${file} is damaged or of another version`);
  await writeFile(file, whole);
  expect((await StateFolder.open(folder)).saved).toEqual(saved);
});
