import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
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

describe("metrics", () => {
  it("are raw embedded-metric lines, one per set of dimension values, totals besides parts", () => {
    const lines = linesOf(`
      metrics.count("RecordsFailed", { Consumer: "orders", Cause: "not-json" });
      metrics.count("RecordsFailed", { Cause: "not-json", Consumer: "orders" }, 2);
      metrics.observe("DeliveryLag", 1.5, {});
      metrics.observe("DeliveryLag", 2.5, {});
      metrics.count("EventsThin", {});
      await metrics.flush();
      await metrics.flush();
    `);
    expect(lines).toEqual([
      {
        Stage: "dev",
        Consumer: "orders",
        Cause: "not-json",
        RecordsFailed: 3,
        _aws: {
          Timestamp: expect.any(Number),
          CloudWatchMetrics: [
            {
              Namespace: "OrderProcessingSystem",
              Dimensions: [["Stage"], ["Stage", "Consumer"], ["Stage", "Consumer", "Cause"]],
              Metrics: [{ Name: "RecordsFailed", Unit: "Count" }],
            },
          ],
        },
      },
      {
        Stage: "dev",
        DeliveryLag: [1.5, 2.5],
        EventsThin: 1,
        _aws: {
          Timestamp: expect.any(Number),
          CloudWatchMetrics: [
            {
              Namespace: "OrderProcessingSystem",
              Dimensions: [["Stage"]],
              Metrics: [
                { Name: "DeliveryLag", Unit: "Seconds" },
                { Name: "EventsThin", Unit: "Count" },
              ],
            },
          ],
        },
      },
    ]);
  });
});
