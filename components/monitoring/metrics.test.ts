import { describe, expect, it } from "vitest";
import { awsMetrics } from "./aws-metrics.ts";
import { businessMetrics, mathId, metricByValue, percentage, total } from "./metrics.ts";

const read = businessMetrics("dev");
const queue = awsMetrics("queue", { QueueName: "orders" });

describe("metrics of the catalogue", () => {
  it("are read by the stage alone, and by their leading dimensions", () => {
    expect(read("RecordsFailed", "Sum").dimensions).toEqual({ Stage: "dev" });
    expect(Object.entries(read("RecordsFailed", "Sum", { Consumer: "orders", Cause: "not-json" }).dimensions)).toEqual([
      ["Stage", "dev"],
      ["Consumer", "orders"],
      ["Cause", "not-json"],
    ]);
  });

  it("do not type-check when misspelt, or by a dimension that they do not have", () => {
    const misspelt = [
      // @ts-expect-error no such metric
      () => read("OrderPlaced", "Sum"),
      // @ts-expect-error no such dimension
      () => read("EmailsSent", "Sum", { Type: "receipt" }),
      // @ts-expect-error it has none besides the stage
      () => read("OrdersPlaced", "Sum", { Kind: "receipt" }),
      // @ts-expect-error not emitted by the second dimension without the first
      () => read("RecordsFailed", "Sum", { Cause: "not-json" }),
      // @ts-expect-error nothing to split it by
      () => metricByValue("dev", "OrdersPlaced", "Sum"),
      // @ts-expect-error no such metric of a queue
      () => queue("NumberOfMessagesVisible", "Maximum"),
      // @ts-expect-error no such dimension of a queue
      () => awsMetrics("queue", { TopicName: "orders" }),
      // @ts-expect-error one dimension too many
      () => awsMetrics("queue", { QueueName: "orders", TopicName: "orders" }),
    ];
    expect(misspelt).toHaveLength(8);
  });
});

describe("metric math", () => {
  it("counts what is absent as none, and has ids that CloudWatch takes", () => {
    expect(mathId("rule", "Event-Archive")).toBe("rule_event_archive");
    const age = queue("ApproximateAgeOfOldestMessage", "Maximum");
    expect(total("all", [age, age]).expression).toBe("FILL(all_0, 0) + FILL(all_1, 0)");
    expect(percentage("errors", age, age).expression).toBe("100 * FILL(errors_part, 0) / errors_whole");
  });
});
