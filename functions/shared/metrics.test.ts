import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

/** What a function writes on stdout, in the environment that Lambda gives it; the time of each line is `0`. */
function linesOf(script: string): string[] {
  const module = JSON.stringify(new URL("metrics.ts", import.meta.url).href);
  const stdout = execFileSync(
    process.execPath,
    [
      "--input-type=module",
      "-e",
      // As Lambda does, under the JSON log format: what goes through its console is wrapped.
      `console.log = (text) => process.stdout.write(JSON.stringify({ level: "INFO", message: text }) + "\\n");
       const { createMetrics } = await import(${module}); const metrics = createMetrics(); ${script}`,
    ],
    {
      cwd: fileURLToPath(new URL(".", import.meta.url)),
      encoding: "utf8",
      env: { STAGE: "dev", AWS_LAMBDA_FUNCTION_NAME: "orders", AWS_LAMBDA_LOG_FORMAT: "JSON", AWS_REGION: "eu-west-1" },
    },
  );
  const lines = stdout.split("\n").filter((line) => line !== "");
  return lines.map((line) => line.replace(/"Timestamp":\d{13},/u, '"Timestamp":0,'));
}

const directive = (dimensions: string, metrics: string): string =>
  `{"Dimensions":[${dimensions}],"Metrics":[${metrics}],"Namespace":"OrderProcessingSystem"}`;
const meta = (...directives: string[]): string =>
  `"_aws":{"Timestamp":0,"CloudWatchMetrics":[${directives.join(",")}]}`;

describe("metrics", () => {
  it("are one raw embedded-metric line, with totals besides parts", () => {
    const lines = linesOf(`
      metrics.count("RecordsFailed", { Consumer: "orders", Cause: "not-json" });
      metrics.count("RecordsFailed", { Cause: "not-json", Consumer: "orders" }, 2);
      metrics.observe("DeliveryLag", 1.5, {});
      metrics.observe("DeliveryLag", 2.5, {});
      metrics.count("EventsThin", {});
      await metrics.flush();
      await metrics.flush();
    `);
    const failed = directive(
      '["Stage"],["Stage","Consumer"],["Stage","Consumer","Cause"]',
      '{"Name":"RecordsFailed","Unit":"Count"}',
    );
    const others = directive(
      '["Stage"]',
      '{"Name":"DeliveryLag","Unit":"Seconds"},{"Name":"EventsThin","Unit":"Count"}',
    );
    expect(lines).toEqual([
      `{"Stage":"dev","Consumer":"orders","Cause":"not-json",${meta(failed, others)},"RecordsFailed":[1,2],"DeliveryLag":[1.5,2.5],"EventsThin":1}`,
    ]);
  });

  it("are in lines of their own where a dimension has another value", () => {
    const lines = linesOf(`
      metrics.count("EmailsSent", { Kind: "receipt" });
      metrics.count("EmailsSent", { Kind: "refund" });
      metrics.count("WarehouseNotices", { Kind: "refund" });
      await metrics.flush();
      metrics.count("EmailsSent", { Kind: "receipt" });
      await metrics.flush();
    `);
    const ofKind = (...names: string[]): string =>
      meta(
        directive('["Stage"],["Stage","Kind"]', names.map((Name) => JSON.stringify({ Name, Unit: "Count" })).join()),
      );
    const receipt = `{"Stage":"dev","Kind":"receipt",${ofKind("EmailsSent")},"EmailsSent":1}`;
    expect(lines).toEqual([
      receipt,
      `{"Stage":"dev","Kind":"refund",${ofKind("EmailsSent", "WarehouseNotices")},"EmailsSent":1,"WarehouseNotices":1}`,
      receipt,
    ]);
  });

  it("have at most a hundred values a line, none lost and none twice", () => {
    const lines = linesOf(`
      metrics.count("EventsThin", {});
      for (let value = 1; value <= 201; value += 1) metrics.observe("DeliveryLag", value, {});
      await metrics.flush();
    `);
    const values = lines.map((line) => (/"DeliveryLag":\[?(?<all>[\d,]+)/u.exec(line)?.[1] ?? "").split(","));
    expect(values.map(({ length }) => length)).toEqual([100, 100, 1]);
    expect(values.flat().map(Number)).toEqual(Array.from({ length: 201 }, (_, index) => index + 1));
    expect(lines.filter((line) => line.includes("EventsThin"))).toHaveLength(1);
  });
});
