import { Aggregate } from "./aggregate.ts";
import { Buckets } from "./buckets.ts";

export interface MetricId {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** Stretches of time of the same length, one after the other, in epoch milliseconds. */
export interface Windows {
  readonly first: number;
  readonly length: number;
  readonly count: number;
}

/**
 * How long values are kept how fine, in seconds of the run's clock: seconds for a quarter of an hour, minutes for three
 * hours, five minutes for a day, hours for a week: an alarm looks back no longer. A quarter more is kept of each, because
 * the oldest quarter goes at once.
 */
const resolutions = [
  { seconds: 1, kept: 1_200 },
  { seconds: 60, kept: 240 },
  { seconds: 300, kept: 384 },
  { seconds: 3_600, kept: 240 },
] as const;

/** The values of one metric, finer the newer they are. */
export class Series {
  readonly id: MetricId;
  /** Real milliseconds of a second of the run's clock. */
  readonly #second: number;
  readonly #tiers = resolutions.map(({ seconds, kept }) => ({ seconds, buckets: new Buckets(kept) }));

  constructor(id: MetricId, second: number) {
    this.id = id;
    this.#second = second;
  }

  record(at: number, value: number, times = 1): void {
    const second = Math.floor(at / this.#second);
    for (const { seconds, buckets } of this.#tiers) buckets.record(Math.floor(second / seconds), value, times);
  }

  /** Of each window that has values, by its place. */
  read({ first, length, count }: Windows): Map<number, Aggregate> {
    const second = this.#second;
    const found = new Map<number, Aggregate>();
    const { seconds, buckets } = this.#tierFor(first / second);
    const width = second * seconds;
    // Half a second more, because scaled widths are not whole numbers.
    const place = (slot: number): number => Math.floor((slot * width - first + second / 2) / length);
    const from = Math.ceil((first - second / 2) / width);
    const to = Math.ceil((first + count * length - second / 2) / width);
    buckets.collect(from, to, (slot) => {
      const window = place(slot);
      if (window < 0 || window >= count) return undefined;
      const aggregate = found.get(window) ?? new Aggregate();
      found.set(window, aggregate);
      return aggregate;
    });
    return found;
  }

  /** The finest that still has what was at a second. */
  #tierFor(second: number) {
    const last = this.#tiers.at(-1);
    if (last === undefined) throw new Error("there are no resolutions");
    return this.#tiers.find(({ seconds, buckets }) => buckets.holds(Math.floor(second / seconds))) ?? last;
  }
}
