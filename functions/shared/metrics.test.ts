import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import * as v from "valibot";
import { describe, expect, it } from "vitest";

/** What a function writes on stdout, in the environment that Lambda gives it. */
function linesOf(script: string): unknown[] {
  const module = JSON.stringify(new URL("metrics.ts", import.meta.url).href);
  const stdout = execFileSync(
    process.execPath,
    [
      "--input-type=module",
      "-e",
      `import { createMetrics } from ${module}; const metrics = createMetrics(); ${script}`,
    ],
    {
      cwd: fileURLToPath(new URL(".", import.meta.url)),
      encoding: "utf8",
      env: { STAGE: "dev", AWS_LAMBDA_FUNCTION_NAME: "orders", AWS_LAMBDA_LOG_FORMAT: "JSON", AWS_REGION: "eu-west-1" },
    },
  );
  const lines = stdout.split("\n").filter((line) => line !== "");
  return lines.map((line): unknown => JSON.parse(line));
}

const directive = (dimensions: string[][], metrics: [string, string][]) => ({
  Namespace: "OrderProcessingSystem",
  Dimensions: dimensions,
  Metrics: metrics.map(([Name, Unit]) => ({ Name, Unit })),
});

describe("metrics", () => {
  it("are one raw embedded-metric line, with a directive for each set of dimensions and totals besides parts", () => {
    const lines = linesOf(`
      metrics.count("RecordsFailed", { Consumer: "orders", Cause: "not-json" });
      metrics.count("RecordsFailed", { Cause: "not-json", Consumer: "orders" }, 2);
      metrics.observe("DeliveryLag", 1.5, {});
      metrics.observe("DeliveryLag", 2.5, {});
      metrics.count("EventsThin", {});
      metrics.flush();
      metrics.flush();
    `);
    expect(lines).toEqual([
      {
        Stage: "dev",
        Consumer: "orders",
        Cause: "not-json",
        RecordsFailed: 3,
        DeliveryLag: [1.5, 2.5],
        EventsThin: 1,
        _aws: {
          Timestamp: expect.any(Number),
          CloudWatchMetrics: [
            directive([["Stage"], ["Stage", "Consumer"], ["Stage", "Consumer", "Cause"]], [["RecordsFailed", "Count"]]),
            directive(
              [["Stage"]],
              [
                ["DeliveryLag", "Seconds"],
                ["EventsThin", "Count"],
              ],
            ),
          ],
        },
      },
    ]);
  });

  it("stand in lines of their own where a dimension has another value, or a metric another one", () => {
    const lines = linesOf(`
      metrics.count("EmailsSent", { Kind: "receipt" });
      metrics.count("EmailsSent", { Kind: "refund" });
      metrics.count("WarehouseNotices", { Kind: "pick" });
      metrics.count("OrderConflicts", {});
      metrics.flush();
    `);
    expect(lines).toMatchObject([
      { Stage: "dev", Kind: "receipt", EmailsSent: 1, OrderConflicts: 1 },
      { Stage: "dev", Kind: "refund", EmailsSent: 1 },
      { Stage: "dev", Kind: "pick", WarehouseNotices: 1 },
    ]);
  });

  it("have at most a hundred values a line, none lost and none twice", () => {
    const lines = linesOf(`
      metrics.count("EventsThin", {});
      for (let value = 1; value <= 201; value += 1) metrics.observe("DeliveryLag", value, {});
      metrics.flush();
    `);
    const values = v.parse(v.array(v.object({ DeliveryLag: v.union([v.number(), v.array(v.number())]) })), lines);
    expect(values.map(({ DeliveryLag: all }) => (Array.isArray(all) ? all.length : 1))).toEqual([100, 100, 1]);
    expect(values.flatMap(({ DeliveryLag: all }) => all)).toEqual(Array.from({ length: 201 }, (_, index) => index + 1));
    expect(lines.filter((line) => JSON.stringify(line).includes("EventsThin"))).toHaveLength(1);
  });
});
