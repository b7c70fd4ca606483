import type { Clock } from "../../clock.ts";
import { AwsError } from "../../gateway/aws-error.ts";

/** How long DynamoDB is at a transaction: two rounds to every item's storage nodes. AWS publishes no number. */
const durationMilliseconds = 10;

const message = "Transaction is ongoing for the item";

/** Why one item of a transaction cancels all of it. */
export const conflict = { Code: "TransactionConflict", Message: message } as const;

/**
 * The items of the transactions that are under way, which nothing else may write meanwhile.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html#transaction-conflict-handling
 */
export class OngoingTransactions {
  readonly #clock: Clock;
  readonly #items = new Set<string>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  includes(item: string | undefined): boolean {
    return item !== undefined && this.#items.has(item);
  }

  /** Holds the items for as long as a transaction takes, `work` at its end. */
  async hold<T>(items: readonly string[], work: () => Promise<T>): Promise<T> {
    for (const item of items) this.#items.add(item);
    try {
      await this.#clock.wait(durationMilliseconds);
      return await work();
    } finally {
      for (const item of items) this.#items.delete(item);
    }
  }

  /** @throws TransactionConflictException for a plain write to an item that a transaction holds. */
  async refuse(item: () => Promise<string | undefined>): Promise<void> {
    if (this.#items.size > 0 && this.includes(await item())) {
      throw new AwsError("TransactionConflictException", message);
    }
  }
}
