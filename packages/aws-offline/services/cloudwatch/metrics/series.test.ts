import { describe, expect, it } from "vitest";
import { Series } from "./series.ts";

const id = { namespace: "N", name: "M", dimensions: {} };
const start = Date.UTC(2026, 10, 25, 14);
const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

/** Sums by the place of their window. */
function sums(series: Series, first: number, length: number, count: number): [number, number][] {
  return [...series.read({ first, length, count })].map(([place, { sum }]) => [place, sum]);
}

describe("a metric's values", () => {
  it("are read by any windows, the end of each excluded", () => {
    const series = new Series(id, second);
    for (const at of [0, 999, 1000, 59_999, 60_000, 119_999, 120_000]) series.record(start + at, 1);
    expect(sums(series, start, minute, 2)).toEqual([
      [0, 4],
      [1, 2],
    ]);
    expect(sums(series, start + second, second, 2)).toEqual([[0, 1]]);
  });

  it("have all statistics, exact ones but for percentiles, which are right to one per cent", () => {
    const series = new Series(id, second);
    for (let value = 1; value <= 1000; value += 1) series.record(start + value, value);
    const all = series.read({ first: start, length: minute, count: 1 }).get(0);
    expect(all).toMatchObject({ count: 1000, sum: 500_500, min: 1, max: 1000 });
    for (const percent of [1, 50, 95, 99, 99.9]) {
      expect(Math.abs((all?.percentile(percent) ?? 0) / (10 * percent) - 1)).toBeLessThanOrEqual(0.01);
    }
    expect(all?.percentile(100)).toBe(1000);
    expect(all?.percentile(0)).toBe(1);
  });

  it("keep zeros and equal values exactly", () => {
    const series = new Series(id, second);
    for (const value of [0, 0, 0, 7.25, 7.25]) series.record(start, value);
    const all = series.read({ first: start, length: minute, count: 1 }).get(0);
    expect([all?.percentile(50), all?.percentile(99)]).toEqual([0, 7.25]);
  });

  it("take what comes late where it belongs", () => {
    const series = new Series(id, second);
    for (const at of [3, 1, 2, 1]) series.record(start + at * second, at);
    expect(sums(series, start, second, 4)).toEqual([
      [1, 2],
      [2, 2],
      [3, 3],
    ]);
  });

  it("become coarser with age, and no sum is lost within a day", () => {
    const series = new Series(id, second);
    for (let at = 0; at < 20 * hour; at += 5 * second) series.record(start + at, 1);
    expect(sums(series, start + 20 * hour - 10 * minute, second, 10)).toEqual([
      [0, 1],
      [5, 1],
    ]);
    expect(sums(series, start + 18 * hour, minute, 3)).toEqual([
      [0, 12],
      [1, 12],
      [2, 12],
    ]);
    const whole = sums(series, start, 20 * hour, 1);
    expect(whole).toEqual([[0, (20 * hour) / (5 * second)]]);
  });

  it("follow a clock that runs faster: a minute of it is as many milliseconds as the scale makes of it", () => {
    const scaled = second / 7;
    const series = new Series(id, scaled);
    const first = Math.floor(start / (60 * scaled)) * 60 * scaled;
    for (let at = 0; at < 300; at += 1) series.record(first + (at + 0.5) * scaled, 1);
    expect(sums(series, first, 60 * scaled, 5).map(([, sum]) => sum)).toEqual([60, 60, 60, 60, 60]);
  });
});
