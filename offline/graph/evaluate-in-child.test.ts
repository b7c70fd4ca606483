import { once } from "node:events";
import { afterEach, describe, expect, it } from "vitest";
import { discardEvaluation, evaluateInChild, prepareEvaluation } from "./evaluate-in-child.ts";
import { readProject } from "./project.ts";
import { queueType } from "./types/sqs.ts";

afterEach(discardEvaluation);

describe("an evaluation", () => {
  it("goes on in a new process when the prepared one has ended, as when somebody killed it", async () => {
    const child = prepareEvaluation();
    const ended = once(child, "close");
    process.kill(child.pid ?? Number.NaN, "SIGKILL");
    expect(await ended).toEqual([null, "SIGKILL"]);
    const graph = await evaluateInChild(await question());
    expect(graph.of(queueType).map(({ name }) => name)).toContain("orders-queue");
  });
});

async function question() {
  const configuration = await readProject("dev");
  const { region } = configuration;
  const place = {
    accountId: "0".repeat(12),
    region,
    queueBase: "http://queues.example",
    apiEndpoint: "http://api.example",
  };
  return { configuration, place };
}
