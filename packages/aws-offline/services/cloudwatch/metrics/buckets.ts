import type { Aggregate } from "./aggregate.ts";
import { Histogram } from "./histogram.ts";

/** Numbers of a bucket, side by side: objects would take three times the memory. */
const stride = 5;
const [slotAt, countAt, sumAt, minAt, maxAt] = [0, 1, 2, 3, 4] as const;
const firstRoom = 8;

/** A metric's values by slots of time, each slot that has any; the oldest go when there is no room. */
export class Buckets {
  readonly #capacity: number;
  #numbers = new Float64Array(firstRoom * stride);
  #histograms: (Histogram | undefined)[] = [];
  #size = 0;
  #hasDropped = false;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  record(slot: number, value: number, times: number): void {
    const at = this.#place(slot);
    const numbers = this.#numbers;
    const count = numbers[at + countAt] ?? 0;
    const min = numbers[at + minAt] ?? 0;
    const max = numbers[at + maxAt] ?? 0;
    const index = at / stride;
    if (count > 0 && (value !== min || value !== max)) {
      let histogram = this.#histograms[index];
      if (histogram === undefined) {
        histogram = new Histogram();
        histogram.add(min, count);
        this.#histograms[index] = histogram;
      }
      histogram.add(value, times);
    }
    numbers[at + countAt] = count + times;
    numbers[at + sumAt] = (numbers[at + sumAt] ?? 0) + value * times;
    numbers[at + minAt] = count === 0 ? value : Math.min(min, value);
    numbers[at + maxAt] = count === 0 ? value : Math.max(max, value);
  }

  /** Adds each bucket from one slot to another, the end excluded, to what `into` returns for its slot, if anything. */
  collect(from: number, to: number, into: (slot: number) => Aggregate | undefined): void {
    const numbers = this.#numbers;
    for (let index = this.#firstNotBefore(from); index < this.#size; index += 1) {
      const at = index * stride;
      const slot = numbers[at + slotAt] ?? 0;
      if (slot >= to) return;
      into(slot)?.merge(
        numbers[at + countAt] ?? 0,
        numbers[at + sumAt] ?? 0,
        numbers[at + minAt] ?? 0,
        numbers[at + maxAt] ?? 0,
        this.#histograms[index],
      );
    }
  }

  /** Whether what was at a slot is still here. */
  holds(slot: number): boolean {
    return !this.#hasDropped || this.#slot(0) <= slot;
  }

  #slot(index: number): number {
    return this.#numbers[index * stride + slotAt] ?? 0;
  }

  #firstNotBefore(slot: number): number {
    let low = 0;
    let high = this.#size;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#slot(middle) < slot) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Where the numbers of a slot begin; a value may come late. */
  #place(slot: number): number {
    const last = this.#size - 1;
    if (last >= 0 && this.#slot(last) === slot) return last * stride;
    const index = last < 0 || this.#slot(last) < slot ? this.#size : this.#firstNotBefore(slot);
    if (index < this.#size && this.#slot(index) === slot) return index * stride;
    return this.#insert(index, slot) * stride;
  }

  #insert(wanted: number, slot: number): number {
    const dropped = this.#size === this.#capacity ? this.#makeRoom() : 0;
    const index = Math.max(0, wanted - dropped);
    if ((this.#size + 1) * stride > this.#numbers.length) this.#grow();
    const at = index * stride;
    this.#numbers.copyWithin(at + stride, at, this.#size * stride);
    this.#numbers.fill(0, at, at + stride);
    this.#numbers[at + slotAt] = slot;
    if (index === this.#size) this.#histograms[index] = undefined;
    else this.#histograms.splice(index, 0, undefined);
    this.#size += 1;
    return index;
  }

  #grow(): void {
    const wider = new Float64Array(Math.min(2 * this.#numbers.length, this.#capacity * stride));
    wider.set(this.#numbers);
    this.#numbers = wider;
  }

  /** A quarter at once, as moving costs as much for one. */
  #makeRoom(): number {
    const dropped = Math.ceil(this.#capacity / 4);
    this.#numbers.copyWithin(0, dropped * stride, this.#size * stride);
    this.#histograms.splice(0, dropped);
    this.#size -= dropped;
    this.#hasDropped = true;
    return dropped;
  }
}
