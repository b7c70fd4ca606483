import { beforeEach, describe, expect, it } from "vitest";
import { MetricStore } from "../metrics/store.ts";
import { getMetricData } from "./get-metric-data.ts";

const start = Date.UTC(2026, 10, 25, 14);
const minute = 60_000;

let store: MetricStore;
const record = (name: string, minutes: number, value: number, dimensions: Record<string, string> = {}): void =>
  store.record({ namespace: "Shop", name, dimensions, value, unit: "Count", at: start + minutes * minute });
beforeEach(() => {
  store = new MetricStore({ now: () => start, real: (milliseconds) => milliseconds });
});

const metric = (Id: string, MetricName: string, more: object = {}): object => ({
  Id,
  MetricStat: { Metric: { Namespace: "Shop", MetricName }, Period: 60, Stat: "Sum" },
  ...more,
});

/** Values in the order of time, by label. */
function ask(...queries: object[]): Record<string, number[]> {
  const { MetricDataResults: results } = getMetricData(
    {
      MetricDataQueries: queries,
      StartTime: start / 1000,
      EndTime: (start + 3 * minute) / 1000,
      ScanBy: "TimestampAscending",
    },
    store,
  ) as { MetricDataResults: { Label: string; Values: number[] }[] };
  return Object.fromEntries(results.map(({ Label, Values }) => [Label, Values]));
}

describe("GetMetricData", () => {
  it("returns a metric by periods that begin at whole minutes, the newest first unless asked otherwise", () => {
    record("Orders", 0.5, 1);
    record("Orders", 2.99, 2);
    const input = {
      MetricDataQueries: [metric("m", "Orders")],
      StartTime: start / 1000 + 20,
      EndTime: start / 1000 + 180,
    };
    // As the JSON protocols write it.
    expect(JSON.parse(JSON.stringify(getMetricData(input, store)))).toEqual({
      MetricDataResults: [
        {
          Id: "m",
          Label: "Orders",
          StatusCode: "Complete",
          Timestamps: [start / 1000 + 120, start / 1000],
          Values: [2, 1],
        },
      ],
      Messages: [],
    });
  });

  it("finds a metric by its dimensions in any order, and by no others", () => {
    store.record({
      namespace: "Shop",
      name: "Mails",
      dimensions: { Kind: "receipt", Stage: "dev" },
      value: 1,
      unit: "Count",
    });
    const asked = (...Dimensions: object[]): object =>
      metric("m", "", {
        MetricStat: { Metric: { Namespace: "Shop", MetricName: "Mails", Dimensions }, Period: 60, Stat: "Sum" },
      });
    const [kind, stage] = [
      { Name: "Kind", Value: "receipt" },
      { Name: "Stage", Value: "dev" },
    ];
    expect(ask(asked(kind, stage))).toEqual({ Mails: [1] });
    expect(ask(asked(stage, kind))).toEqual({ Mails: [1] });
    expect(ask(asked(stage))).toEqual({ Mails: [] });
  });

  it("calculates metric math, with what is missing filled or left out", () => {
    for (const at of [0, 1, 2]) record("Requests", at, 10);
    record("Failures", 1, 5);
    const inputs = [metric("f", "Failures", { ReturnData: false }), metric("r", "Requests", { ReturnData: false })];
    const calculate = (Expression: string): unknown => ask({ Id: "e", Expression, Label: "all" }, ...inputs)["all"];
    expect(calculate("100 * FILL(f, 0) / r")).toEqual([0, 50, 0]);
    expect(calculate("100 * f / r")).toEqual([50]);
    expect(calculate("FILL(f, r) - (r + 1) * -2")).toEqual([32, 27, 32]);
    expect(calculate("2 ^ f - 1")).toEqual([31]);
    expect(calculate("r / FILL(f, 0)")).toEqual([2]);
  });

  it("searches by name and dimensions, and labels by them", () => {
    record("Mails", 0, 2, { Stage: "dev", Kind: "receipt" });
    record("Mails", 1, 3, { Stage: "dev", Kind: "refund" });
    record("Mails", 1, 4, { Stage: "prod", Kind: "refund" });
    record("Mails", 1, 5, { Stage: "dev" });
    const Expression = `SEARCH('{Shop,Stage,Kind} MetricName="Mails" Stage="dev"', 'Sum', 60)`;
    expect(ask({ Id: "s", Expression, Label: "${PROP('Dim.Kind')} mails" })).toEqual({
      "receipt mails": [2],
      "refund mails": [3],
    });
  });

  it.each([
    ["RATE(r)", "metric math with RATE() is not supported"],
    ["r > 1", "unexpected '>'"],
    ["FILL(r, LINEAR)", "metric math with LINEAR is not supported"],
    ["FILL(r)", "',' is missing"],
    ["r +", "ends too early"],
    ["nobody", "'nobody' is not an id"],
    ["e + 1", "'e' is part of itself"],
    ["1 + 1", "it has no metric"],
    [`SEARCH('{Shop} Mails', 'Sum', 60)`, "the search"],
  ])("refuses %s: %s", (Expression, message) => {
    expect(() => ask({ Id: "e", Expression }, metric("r", "Requests"))).toThrow(message);
  });

  it("refuses what it would pass over: an unknown member, statistic, period or label", () => {
    expect(() => ask({ ...metric("m", "Orders"), AccountId: "1" })).toThrow("AccountId");
    const stat = (more: object): object => ({
      Id: "m",
      MetricStat: { Metric: { Namespace: "Shop", MetricName: "Orders" }, Period: 60, Stat: "Sum", ...more },
    });
    expect(() => ask(stat({ Stat: "TM99" }))).toThrow("TM99");
    expect(() => ask(stat({ Period: 45 }))).toThrow("Period");
    expect(() => ask(metric("m", "Orders", { Label: "${AVG}" }))).toThrow("${AVG}");
  });
});
