import { expect, it } from "vitest";
import { LogTally, logEventOverhead } from "./log-tally.ts";

const metricLine = (values: object) =>
  JSON.stringify({
    _aws: {
      Timestamp: 1,
      CloudWatchMetrics: [
        { Namespace: "N", Dimensions: [["Stage"], ["Stage", "Kind"]], Metrics: [{ Name: "Sent" }, { Name: "Lost" }] },
      ],
    },
    ...values,
  });

it("counts bytes by who wrote them, and each metric with each set of dimension values once", () => {
  const tally = new LogTally();
  tally.add({ source: "platform", text: "12345" });
  tally.add({ source: "function", text: "é" });
  expect(tally).toMatchObject({ platformBytes: 5 + logEventOverhead, functionBytes: 2 + logEventOverhead });
  tally.add({ source: "function", text: metricLine({ Stage: "dev", Kind: "a" }) });
  tally.add({ source: "function", text: metricLine({ Stage: "dev", Kind: "a" }) });
  expect(tally.metrics.size).toBe(4);
  // By Stage alone both are there already.
  tally.add({ source: "function", text: metricLine({ Stage: "dev", Kind: "b" }) });
  expect(tally.metrics.size).toBe(6);
});
