import type { SeriesData } from "../../api/dashboards.ts";

/** One row of times and one of values for each series; null where a series has nothing. */
export interface Aligned {
  readonly times: number[];
  readonly values: (number | null)[][];
}

/**
 * Puts series on one row of times, a period apart, from the first moment to the last.
 * @param from epoch seconds; a period's value is at the period's start
 */
export function align(series: readonly SeriesData[], from: number, to: number, period: number): Aligned {
  const first = Math.floor(from / period) * period;
  const times: number[] = [];
  for (let time = first; time <= to; time += period) times.push(time);
  const place = new Map(times.map((time, index) => [time, index]));
  const values = series.map(({ times: own, values: given }) => {
    const row: (number | null)[] = times.map(() => null);
    for (const [index, time] of own.entries()) {
      const at = place.get(Math.floor(time / period) * period);
      if (at !== undefined) row[at] = given[index] ?? null;
    }
    return row;
  });
  return { times, values };
}

/** Each series on top of those before it: parts of a whole. */
export function stack(values: readonly (number | null)[][]): (number | null)[][] {
  const sums: number[] = [];
  return values.map((row) =>
    row.map((value, index) => {
      const sum = (sums[index] ?? 0) + (value ?? 0);
      sums[index] = sum;
      return value === null && sum === 0 ? null : sum;
    }),
  );
}

/** The largest of what is drawn and of the limits near it; a limit far above would flatten the line. */
export function upperEnd(rows: readonly (number | null)[][], limits: readonly number[]): number {
  const top = rows.flat().reduce<number>((most, value) => Math.max(most, value ?? 0), 0);
  const near = limits.filter((limit) => top === 0 || limit <= top * 4);
  return Math.max(top, ...near, 0) * 1.12 || 1;
}
