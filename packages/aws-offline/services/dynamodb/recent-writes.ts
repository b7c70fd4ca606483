import type { Clock } from "../../clock.ts";
import type { Data, Item, ItemDb, Store } from "./dynalite.ts";
import { withItems } from "./engine.ts";
import { isObject } from "../../input.ts";

const staleMilliseconds = 1000;

/**
 * Each item as it was before its last write, for a second of the run's clock: what a read by key without
 * `ConsistentRead` may return on AWS, and returns here each time.
 */
export class RecentWrites {
  readonly #clock: Clock;
  /** By table and key, the oldest first. */
  readonly #before = new Map<string, { item: Item | undefined; until: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The same store, whose writes are remembered. */
  watch(store: Store): Store {
    return withItems(store, (items, table) => {
      const remembering = (key: string, write: () => void): void =>
        items.get(key, (_error, item) => {
          this.#remember(`${table}/${key}`, item);
          write();
        });
      return {
        ...items,
        put: (key, item, done) => remembering(key, () => items.put(key, item, done)),
        del: (key, done) => remembering(key, () => items.del(key, done)),
      };
    });
  }

  /** The store as a GetItem or BatchGetItem sees it. */
  seenBy(request: Data, store: Store): Store {
    return withItems(store, (items, table) => (isConsistent(request, table) ? items : this.#stale(items, table)));
  }

  /** Every read sees the items as they are. */
  forget(): void {
    this.#before.clear();
  }

  #stale(items: ItemDb, table: string): ItemDb {
    return {
      ...items,
      get: (key, done) => {
        const before = this.#before.get(`${table}/${key}`);
        if (before === undefined || before.until <= this.#clock.now()) items.get(key, done);
        else done(null, before.item);
      },
    };
  }

  #remember(place: string, item: Item | undefined): void {
    const now = this.#clock.now();
    for (const [old, { until }] of this.#before) {
      if (until > now) break;
      this.#before.delete(old);
    }
    this.#before.delete(place);
    this.#before.set(place, { item, until: now + this.#clock.real(staleMilliseconds) });
  }
}

function isConsistent({ ConsistentRead, RequestItems }: Data, table: string): boolean {
  const asked = isObject(RequestItems) ? RequestItems[table] : { ConsistentRead };
  return isObject(asked) && asked["ConsistentRead"] === true;
}
