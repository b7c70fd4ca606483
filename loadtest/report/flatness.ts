/** What the offline run keeps at a moment, after a collection of garbage. */
export interface KeptSample {
  readonly second: number;
  readonly kept: number;
}

/** How memory went in a run. */
export interface Flatness {
  /** KiB that an accepted event leaves behind. */
  readonly perEvent: number;
  readonly limit: number;
  readonly held: boolean;
}

/**
 * KiB. The services keep what they were given: an event leaves rows in four tables, its archived copy, and what Stripe knows
 * of it; and in the first hour lists of mails, log lines and metrics fill, which have a length of their own.
 * docs/load-testing.md has what was measured.
 */
const mostPerEvent = 32;

/** Environments start and caches fill at first: that part of a run shows nothing about its length. */
const warmUpShare = 0.25;
const fewestSamples = 8;

/**
 * The slope of a line through the samples (Theil and Sen: the median of all pairs' slopes, so that no single sample turns
 * it), over the events that were accepted meanwhile.
 * @returns undefined for too few samples to judge
 */
export function flatnessOf(
  samples: readonly KeptSample[],
  eventsPerSecond: number,
  limit = mostPerEvent,
): Flatness | undefined {
  const last = samples.at(-1)?.second ?? 0;
  const steady = samples.filter(({ second }) => second >= 0 && second >= warmUpShare * last);
  if (steady.length < fewestSamples || eventsPerSecond <= 0) return undefined;
  const slopes = steady.flatMap((one, index) =>
    steady.slice(index + 1).map((other) => (other.kept - one.kept) / (other.second - one.second)),
  );
  const sorted = slopes.toSorted((one, other) => one - other);
  const perEvent = ((sorted[Math.floor(sorted.length / 2)] ?? 0) * 1024) / eventsPerSecond;
  return { perEvent, limit, held: perEvent <= limit };
}
