import { isObject } from "../../packages/aws-offline/input.ts";

export interface IndexedTable {
  readonly name: string;
  readonly hashKey: string;
  /** Of its one index: an item without a key attribute is not in it. */
  readonly keys: readonly string[];
  readonly projected: readonly string[];
}

type Item = Readonly<Record<string, unknown>>;

/**
 * Write units of a table's index, which the emulated DynamoDB does not report: one when an item enters it or a projected
 * attribute changes, two when its key there changes (deleted and put), none otherwise.
 * docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html
 */
export class IndexWrites {
  readonly #table: IndexedTable;
  readonly #items = new Map<string, { readonly keys: string | undefined; readonly all: string }>();

  constructor(table: IndexedTable) {
    this.#table = table;
  }

  /** @throws Error for a write whose outcome the request alone does not show */
  unitsOf(action: string, input: Item): number {
    if (action === "TransactWriteItems" && Array.isArray(input["TransactItems"])) {
      const parts = input["TransactItems"].filter(isObject).flatMap((part) => Object.entries(part));
      return parts.reduce((sum, [kind, part]) => sum + (isObject(part) ? this.#unitsOfPart(kind, part) : 0), 0);
    }
    if (action === "PutItem") return this.#unitsOfPart("Put", input);
    return /^(?:Update|Delete|BatchWrite)/u.test(action) ? this.#unitsOfPart(action, input) : 0;
  }

  #unitsOfPart(kind: string, part: Item): number {
    if (part["TableName"] !== this.#table.name) return 0;
    const { Item: item } = part;
    if (kind !== "Put" || !isObject(item)) throw new Error(`${kind} on ${this.#table.name}: its index is not counted`);
    const key = JSON.stringify(item[this.#table.hashKey]);
    const before = this.#items.get(key);
    const after = this.#entryOf(item);
    this.#items.set(key, after);
    if (before?.keys === undefined) return after.keys === undefined ? 0 : 1;
    if (before.keys !== after.keys) return after.keys === undefined ? 1 : 2;
    return before.all === after.all ? 0 : 1;
  }

  #entryOf(item: Item): { keys: string | undefined; all: string } {
    const { keys, projected } = this.#table;
    const values = (names: readonly string[]): string => JSON.stringify(names.map((name) => item[name] ?? null));
    const complete = keys.every((name) => item[name] !== undefined);
    return { keys: complete ? values(keys) : undefined, all: values([...keys, ...projected]) };
  }
}
