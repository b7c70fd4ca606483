import type { Callback, Item, ItemDb, Store } from "./dynalite.ts";
import { promise, withItems } from "./engine.ts";

type Write = (done: Callback<void>) => void;

/**
 * A view of the store that reads through and holds all writes back. dynalite's own actions so compute what a
 * transaction's items would do, before anything is done. Two operations on one item never meet in one transaction, so
 * nothing needs to read what was staged.
 */
export class Staging {
  readonly store: Store;
  readonly #writes: Write[] = [];
  #lastRead: Item | undefined;

  constructor(store: Store) {
    const held = withItems(store, (items) => this.#hold(items));
    this.store = { ...held, getIndexDb: (type, table, index) => this.#hold(store.getIndexDb(type, table, index)) };
  }

  /** The item that the action before last looked at, for a failed condition's reason. */
  get lastRead(): Item | undefined {
    return this.#lastRead;
  }

  async commit(): Promise<void> {
    for (const write of this.#writes) await promise(write);
  }

  #hold(items: ItemDb): ItemDb {
    return {
      // The transaction holds the lock of all tables already.
      lock: (_key, run) => run((callback) => callback),
      get: (key, done) =>
        items.get(key, (error, item) => {
          this.#lastRead = item;
          done(error, item);
        }),
      put: (key, item, done) => {
        this.#writes.push((written) => items.put(key, item, written));
        done(null);
      },
      del: (key, done) => {
        this.#writes.push((written) => items.del(key, written));
        done(null);
      },
    };
  }
}
