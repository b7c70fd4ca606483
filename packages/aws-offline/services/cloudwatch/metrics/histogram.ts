/** A value is known to this share of itself. */
const precision = 0.01;

const step = Math.log((1 + precision) / (1 - precision));
/** Everything below counts as nothing. */
const smallest = 1e-6;
const largest = 1e15;
const lowestBin = binOf(smallest);

/** How often which values were there, on a logarithmic scale: its size depends on their range and not on their number. */
export class Histogram {
  /** Of the bins from `#first` on. */
  #counts = new Uint32Array(8);
  #first = 0;
  #used = 0;

  add(value: number, times: number): void {
    this.#addToBin(value < smallest ? lowestBin : binOf(Math.min(value, largest)), times);
  }

  merge(other: Histogram): void {
    for (let index = 0; index < other.#used; index += 1) {
      const times = other.#counts[index] ?? 0;
      if (times > 0) this.#addToBin(other.#first + index, times);
    }
  }

  /** @param rank the how-manieth value from below is asked for, from 1 on */
  valueAt(rank: number): number {
    let below = 0;
    for (let index = 0; index < this.#used; index += 1) {
      below += this.#counts[index] ?? 0;
      if (below >= rank) return middleOf(this.#first + index);
    }
    return middleOf(this.#first + this.#used - 1);
  }

  #addToBin(bin: number, times: number): void {
    if (this.#used === 0) this.#first = bin;
    const low = Math.min(this.#first, bin);
    const used = Math.max(this.#first + this.#used, bin + 1) - low;
    if (low < this.#first || used > this.#counts.length) this.#spread(low, used);
    this.#used = used;
    const index = bin - this.#first;
    this.#counts[index] = (this.#counts[index] ?? 0) + times;
  }

  #spread(low: number, used: number): void {
    const wider = new Uint32Array(used > this.#counts.length ? Math.ceil(used * 1.5) : this.#counts.length);
    wider.set(this.#counts.subarray(0, this.#used), this.#first - low);
    this.#counts = wider;
    this.#first = low;
  }
}

function binOf(value: number): number {
  return Math.round(Math.log(value) / step);
}

function middleOf(bin: number): number {
  return bin === lowestBin ? 0 : Math.exp(bin * step);
}
