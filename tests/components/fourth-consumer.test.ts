import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { functionType } from "../../packages/aws-offline/services/lambda/resources.ts";
import { queueType } from "../../packages/aws-offline/services/sqs/resources.ts";
import { evaluate } from "../support/evaluate.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** What a reader adds to index.ts for a consumer of their own, beside a new folder in functions/. */
const addition = `
const loyaltyBranch = new QueueConsumer("loyalty", {
  stack,
  topic,
  archive,
  eventTypes: ["checkout.session.completed", "charge.refunded"],
  handler: {
    name: "loyalty-processor",
    description: "Counts loyalty points",
    access: [journal.canReadWrite()],
  },
});
export const loyaltyQueueUrl = loyaltyBranch.queue.url;
`;
const handler = `export const handler = async (): Promise<{ batchItemFailures: [] }> => ({ batchItemFailures: [] });\n`;

let checkout: string;
beforeEach(async () => {
  checkout = await mkdtemp(join(tmpdir(), "fourth-consumer-"));
  await symlink(join(root, "node_modules"), join(checkout, "node_modules"));
  for (const part of ["package.json", "components", "domain", "functions"]) {
    await cp(join(root, part), join(checkout, part), { recursive: true });
  }
  await writeFile(join(checkout, "index.ts"), (await readFile(join(root, "index.ts"), "utf8")) + addition);
  await mkdir(join(checkout, "functions/loyalty-processor"));
  await writeFile(join(checkout, "functions/loyalty-processor/handler.ts"), handler);
});
afterEach(async () => {
  await rm(checkout, { recursive: true });
});

describe("a fourth consumer", () => {
  it("takes fewer than 20 lines and a folder, and is a whole branch", async () => {
    expect(addition.trim().split("\n").length).toBeLessThan(20);
    const program = async (): Promise<object> => {
      const exported: object = await import(pathToFileURL(join(checkout, "index.ts")).href);
      return { ...exported };
    };
    const graph = await evaluate({ program });
    expect(graph.outputs["loyaltyQueueUrl"]).toMatch(/dev-loyalty-queue-/u);
    expect(graph.of(functionType).map(({ name }) => name)).toContain("loyalty-processor");
    expect(graph.of(queueType).map(({ name }) => name)).toEqual(
      expect.arrayContaining(["loyalty-queue", "loyalty-dead-letter-queue"]),
    );
  });
});
