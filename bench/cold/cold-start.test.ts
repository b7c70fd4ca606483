import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BundleFolder } from "../support/bundles.ts";
import { coldStart } from "./cold-start.ts";

let folder: BundleFolder;
let script: string;
beforeAll(async () => {
  folder = await BundleFolder.create();
  ({ file: script } = await folder.script("bench/cold/child.ts"));
});
afterAll(() => folder.remove());

const startOf = (bundle: string) => coldStart({ script, bundle, event: {}, env: {}, folder: folder.path });

async function handlerThatReturns(result: string): Promise<string> {
  const file = join(folder.path, `${String(Math.random())}.js`);
  await writeFile(file, `exports.handler = async () => (${result});`);
  return file;
}

describe("a cold start", () => {
  it("is measured from loading to the response, in CPU that the process has taken by then", async () => {
    const { file } = await folder.deployed("bench/cold/empty.ts");
    const { wall, cpu, importCpu, processCpu } = await startOf(file);
    expect(wall).toBeGreaterThan(0);
    expect(importCpu).toBeLessThanOrEqual(cpu);
    expect(cpu).toBeLessThan(processCpu);
  });

  it.each([
    ["a webhook that refuses", "{ statusCode: 500 }"],
    ["a consumer that gives a record back", '{ batchItemFailures: [{ itemIdentifier: "1" }] }'],
    ["an enricher that drops", "[]"],
    ["an enricher that decodes nothing", '[{ event: { object: "undecodable" } }]'],
  ])("of %s is none that counts", async (_, response) => {
    await expect(startOf(await handlerThatReturns(response))).rejects.toThrow(/ returned /u);
  });

  it("of a function that throws is an error", async () => {
    await expect(startOf(await handlerThatReturns("(() => { throw new Error('no topic') })()"))).rejects.toThrow(
      "no topic",
    );
  });
});
