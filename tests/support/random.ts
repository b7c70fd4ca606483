import { createHash } from "node:crypto";

/** Numbers that a seed alone decides, so that a failed run can be run again. Seeds may be any text. */
export class Random {
  readonly #seed: string;
  #drawn = 0;

  constructor(seed: string) {
    this.#seed = seed;
  }

  /** A source of its own, so that what is drawn from one part does not shift what the others draw. */
  part(name: string): Random {
    return new Random(`${this.#seed}/${name}`);
  }

  /** From 0 to 1, without 1. */
  fraction(): number {
    this.#drawn += 1;
    const digest = createHash("sha256")
      .update(`${this.#seed}#${String(this.#drawn)}`)
      .digest();
    return digest.readUInt32BE() / 2 ** 32;
  }

  /** Whole, both ends included. */
  integer(from: number, to: number): number {
    return from + Math.floor(this.fraction() * (to - from + 1));
  }

  chance(probability: number): boolean {
    return this.fraction() < probability;
  }

  /** @throws RangeError for an empty list */
  pick<T>(values: readonly T[]): T {
    const [value] = values.slice(this.integer(0, values.length - 1)).map((each) => ({ each }));
    if (value === undefined) throw new RangeError("nothing to pick from");
    return value.each;
  }

  shuffle<T>(values: readonly T[]): T[] {
    return values
      .map((value) => ({ value, rank: this.fraction() }))
      .toSorted((one, other) => one.rank - other.rank)
      .map(({ value }) => value);
  }
}

/** A seed to be printed with a failure: `SEED=... npm test` draws the same again. */
export function seedOfRun(): string {
  return process.env["SEED"] ?? String(Math.floor(Math.random() * 1e9));
}
