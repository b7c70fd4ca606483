/** Something that has to happen to an item at `due`; `place` is the heap's. */
export interface Dated {
  due: number;
  place: number;
}

/** Items by the time of what is due next, any of them removable: a binary heap in which each item knows its place. */
export class DueHeap<T extends Dated> {
  readonly #items: T[] = [];

  get first(): T | undefined {
    return this.#items[0];
  }

  /** The items in no order; it may be changed meanwhile. */
  all(): T[] {
    return [...this.#items];
  }

  /** Adds the item, or moves it to where its `due` belongs now. */
  put(item: T, due: number): void {
    item.due = due;
    if (this.#items[item.place] !== item) item.place = this.#items.push(item) - 1;
    this.#settle(item);
  }

  remove(item: T): void {
    if (this.#items[item.place] !== item) return;
    const last = this.#items.pop();
    if (last === undefined || last === item) return;
    this.#set(item.place, last);
    this.#settle(last);
  }

  clear(): void {
    this.#items.length = 0;
  }

  #settle(item: T): void {
    this.#rise(item);
    this.#sink(item);
  }

  #rise(item: T): void {
    for (;;) {
      const at = item.place;
      const above = this.#items[(at - 1) >> 1];
      if (at === 0 || above === undefined || above.due <= item.due) return;
      this.#swap(above, item);
    }
  }

  #sink(item: T): void {
    for (;;) {
      const [left, right] = [this.#items[2 * item.place + 1], this.#items[2 * item.place + 2]];
      const below = right !== undefined && left !== undefined && right.due < left.due ? right : left;
      if (below === undefined || below.due >= item.due) return;
      this.#swap(item, below);
    }
  }

  #swap(one: T, other: T): void {
    const place = one.place;
    this.#set(other.place, one);
    this.#set(place, other);
  }

  #set(place: number, item: T): void {
    this.#items[place] = item;
    item.place = place;
  }
}
