import { Histogram } from "./histogram.ts";

export class Aggregate {
  count = 0;
  sum = 0;
  min = Number.POSITIVE_INFINITY;
  max = Number.NEGATIVE_INFINITY;
  /** Absent while all values are the same. */
  #histogram: Histogram | undefined;

  merge(count: number, sum: number, min: number, max: number, histogram: Histogram | undefined): void {
    if (histogram !== undefined || (this.count > 0 && (min !== this.min || max !== this.max))) {
      this.#histogram ??= histogramOf(this.count, this.min);
      if (histogram === undefined) this.#histogram.add(min, count);
      else this.#histogram.merge(histogram);
    }
    this.count += count;
    this.sum += sum;
    this.min = Math.min(this.min, min);
    this.max = Math.max(this.max, max);
  }

  /** @param percent from 0 to 100 */
  percentile(percent: number): number {
    if (this.#histogram === undefined) return this.min;
    const rank = Math.ceil((percent / 100) * this.count);
    if (rank <= 1) return this.min;
    if (rank >= this.count) return this.max;
    return Math.min(this.max, Math.max(this.min, this.#histogram.valueAt(rank)));
  }
}

function histogramOf(count: number, value: number): Histogram {
  const histogram = new Histogram();
  if (count > 0) histogram.add(value, count);
  return histogram;
}
