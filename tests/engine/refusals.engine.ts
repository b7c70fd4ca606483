import * as aws from "@pulumi/aws";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startBench, startBenchOn, type Bench } from "./bench.ts";
import { InlineEngine } from "./inline.ts";
import { Cloud } from "./provider/cloud.ts";

describe("a program that AWS's provider refuses", () => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await startBench("dev");
  });
  afterAll(() => bench.close());

  it.each<[what: string, make: () => unknown, reason: RegExp]>([
    [
      "a number out of range",
      () => new aws.sqs.Queue("orders", { visibilityTimeoutSeconds: 43_201 }),
      /expected to be in the range \(0 - 43200\), got 43201/u,
    ],
    [
      "a malformed policy",
      () => new aws.iam.Role("worker", { assumeRolePolicy: "{" }),
      /"assumeRolePolicy" contains an invalid JSON policy/u,
    ],
    [
      "a malformed dashboard",
      () => new aws.cloudwatch.Dashboard("orders", { dashboardName: "orders", dashboardBody: "{]" }),
      /"dashboardBody" contains an invalid JSON/u,
    ],
    [
      "an attribute that no key uses",
      () =>
        new aws.dynamodb.Table("orders", {
          billingMode: "PAY_PER_REQUEST",
          hashKey: "pk",
          attributes: ["pk", "status"].map((name) => ({ name, type: "S" })),
        }),
      /all attributes must be indexed\. Unused attributes: \["status"\]/u,
    ],
    [
      "a runtime that there is not",
      () => new aws.lambda.Function("worker", { role: "arn:aws:iam::123456789012:role/worker", runtime: "nodejs24" }),
      /"runtime" expected to be one of/u,
    ],
    [
      "what is not an ARN",
      () => new aws.lambda.EventSourceMapping("orders", { functionName: "worker", eventSourceArn: "orders" }),
      /"eventSourceArn" must match the pattern/u,
    ],
    [
      "a name that is too long",
      () =>
        new aws.cloudwatch.EventArchive("archive", { name: "a".repeat(49), eventSourceArn: "arn:aws:events:::bus" }),
      /"name" expected length to be in the range \(1 - 48\)/u,
    ],
  ])("fails the preview for %s, and says why", async (_what, make, reason) => {
    const engine = await InlineEngine.on(bench, () => Promise.resolve({ made: make() !== undefined }));
    await expect(engine.preview()).rejects.toThrow(reason);
    expect(bench.cloud.changes).toEqual([]);
  });
});

describe("the addresses of the files as they come", () => {
  it("are refused by prod's preview, with each setting's name, and of dev are a warning", async () => {
    for (const [stack, code, said] of [
      ["prod", 1, /sesFromEmail is orders@example\.com, alertEmail is on-call@example\.com: a placeholder/u],
      ["dev", 0, /warning: sesFromEmail is orders-dev@example\.com: a placeholder/u],
    ] as const) {
      const bench = await startBenchOn(new Cloud(), stack);
      try {
        const shown = await bench.pulumi.run(["preview"]);
        expect(shown).toEqual({ code, output: expect.stringMatching(said) as string });
      } finally {
        await bench.close();
      }
    }
  });
});
