/** Keeps the latest `limit` things, and counts those it had to let go, so that nobody takes the list for the whole. */
export class Capture<T> {
  readonly #limit: number;
  #items: T[] = [];
  #dropped = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  add(item: T): void {
    this.#items.push(item);
    // In tenths, as taking off the first item one by one would move all others each time.
    if (this.#items.length < this.#limit * 1.1) return;
    const excess = this.#items.length - this.#limit;
    this.#items = this.#items.slice(excess);
    this.#dropped += excess;
  }

  get items(): readonly T[] {
    return this.#items;
  }

  get dropped(): number {
    return this.#dropped;
  }

  remove(unwanted: (item: T) => boolean): void {
    this.#items = this.#items.filter((item) => !unwanted(item));
  }
}
