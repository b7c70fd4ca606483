/** A time in an operation's output: each wire protocol writes it in its own way. */
export class Timestamp {
  readonly #at: number;

  /** @param at epoch milliseconds */
  constructor(at: number) {
    this.#at = at;
  }

  /** The JSON protocols have seconds. */
  toJSON(): number {
    return this.#at / 1000;
  }

  toDate(): Date {
    return new Date(this.#at);
  }
}
