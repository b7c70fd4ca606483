import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import type { Frequency } from "./fault.ts";

/** Numbers from 0 to 1, the same for the same seed. */
export function seededRandom(seed: number): () => number {
  const generator = xoroshiro128plus(seed);
  return () => uniformFloat64(generator);
}

/** Asked at each match in turn: whether this one is struck. */
export function createGate({ skip = 0, times = "once" }: Frequency, random: () => number): () => boolean {
  let left = skip;
  const strikes = strikesAfterSkip(times, random);
  return () => {
    if (left === 0) return strikes();
    left -= 1;
    return false;
  };
}

function strikesAfterSkip(times: NonNullable<Frequency["times"]>, random: () => number): () => boolean {
  if (times === "always") return () => true;
  if (typeof times === "object") return oneIn(times.oneIn, random);
  let left = times === "once" ? 1 : times;
  return () => {
    left -= 1;
    return left >= 0;
  };
}

/** One of each block of `size` matches. */
function oneIn(size: number, random: () => number): () => boolean {
  let place = 0;
  let chosen = 0;
  return () => {
    if (place === 0) chosen = Math.floor(random() * size);
    const struck = place === chosen;
    place = (place + 1) % size;
    return struck;
  };
}
