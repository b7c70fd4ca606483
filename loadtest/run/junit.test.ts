import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { junitOf } from "../k6/summary.ts";

it("k6's thresholds are a JUnit report in the file that is named, a test case each", () => {
  const metrics = {
    http_req_failed: { values: { rate: 0.2 }, thresholds: { "rate<0.001": { ok: false } } },
    dropped_iterations: { values: { count: 0 }, thresholds: { "count<=0": { ok: true } } },
    vus: { values: { value: 3 } },
  };
  const report = junitOf("smoke", { junitFile: "/tmp/junit.xml" })({ metrics, state: { testRunDurationMs: 8_001 } });
  expect(report["/tmp/junit.xml"]).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuite name="k6 smoke" tests="2" failures="1" time="8.001">
  <testcase classname="smoke" name="http_req_failed: rate&lt;0.001"><failure message="http_req_failed: {&quot;rate&quot;:0.2}"/></testcase>
  <testcase classname="smoke" name="dropped_iterations: count&lt;=0"></testcase>
</testsuite>
`);
});

it("Grafana's dashboard draws the metrics that k6 writes to Prometheus", async () => {
  const dashboard = await readFile(new URL("../grafana/dashboard.json", import.meta.url), "utf8");
  const drawn = new Set(dashboard.match(/k6_\w+/gu));
  // As k6 1.8 names them, with the trends that the runner asks for.
  const written = [
    "k6_http_reqs_total",
    "k6_http_req_failed_rate",
    "k6_dropped_iterations_total",
    "k6_data_sent_total",
  ];
  const trends = [50, 95, 99].map((percent) => `k6_http_req_duration_p${String(percent)}`);
  expect(drawn).toEqual(new Set([...written, ...trends, "k6_vus", "k6_vus_max"]));
  expect(JSON.parse(dashboard)).toMatchObject({ title: expect.any(String), panels: expect.any(Array) });
});
