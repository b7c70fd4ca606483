import { isObject } from "../../input.ts";
import type { Data } from "./dynalite.ts";

/** What a transaction consumes: twice what its parts would separately. A condition check is not counted. */
export class TransactionCapacity {
  /** What each part is asked with. */
  readonly asked: Data;
  readonly #units = new Map<string, number>();

  constructor(input: Data) {
    const { ReturnConsumedCapacity: how } = input;
    this.asked = how === undefined ? {} : { ReturnConsumedCapacity: how };
  }

  add({ ConsumedCapacity: consumed }: Data): void {
    if (!isObject(consumed)) return;
    const table = String(consumed["TableName"]);
    this.#units.set(table, (this.#units.get(table) ?? 0) + 2 * Number(consumed["CapacityUnits"]));
  }

  /** The response's member, none unless it was asked for. */
  output(): Data {
    if (this.#units.size === 0) return {};
    return { ConsumedCapacity: [...this.#units].map(([TableName, CapacityUnits]) => ({ TableName, CapacityUnits })) };
  }
}
