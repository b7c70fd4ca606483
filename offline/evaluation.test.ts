import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { afterEach, describe, expect, it } from "vitest";
import {
  discardEvaluation,
  evaluateInChild,
  prepareEvaluation,
} from "../packages/aws-offline/graph/evaluate-in-child.ts";
import { readProject } from "../packages/aws-offline/graph/project.ts";
import { queueType } from "../packages/aws-offline/services/sqs/resources.ts";
import { program } from "./program.ts";

afterEach(discardEvaluation);

describe("an evaluation whose prepared process was killed goes on in a new one", () => {
  it("when that is known", async () => {
    const child = prepareEvaluation();
    const ended = once(child, "close");
    kill(child);
    expect(await ended).toEqual([null, "SIGKILL"]);
    await expectEvaluation();
  });

  it("when that shows only as it is asked", async () => {
    kill(prepareEvaluation());
    await expectEvaluation();
  });
});

/** As the system does when memory is short. */
function kill({ pid }: ChildProcess): void {
  process.kill(pid ?? Number.NaN, "SIGKILL");
}

async function expectEvaluation(): Promise<void> {
  const graph = await evaluateInChild(await question());
  expect(graph.of(queueType).map(({ name }) => name)).toContain("orders-queue");
}

async function question() {
  const configuration = await readProject(program, "dev");
  const { region } = configuration;
  const place = {
    accountId: "0".repeat(12),
    region,
    queueBase: "http://queues.example",
    apiEndpoint: "http://api.example",
  };
  return { program: program.href, configuration, place };
}
