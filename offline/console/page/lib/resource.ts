/** Something that is asked of the server, and asked again when the system changed. */
export class Resource<Value> {
  value: Value | undefined;
  problem: string | undefined;
  readonly #ask: (signal: AbortSignal) => Promise<Value>;
  readonly #changed: () => void;
  #asking: AbortController | undefined;
  #isStale = false;

  constructor(ask: (signal: AbortSignal) => Promise<Value>, changed: () => void) {
    this.#ask = ask;
    this.#changed = changed;
  }

  /** Asks; while it is asked already, once more after that. */
  async refresh(): Promise<void> {
    if (this.#asking !== undefined) {
      this.#isStale = true;
      return;
    }
    const asking = new AbortController();
    this.#asking = asking;
    try {
      this.value = await this.#ask(asking.signal);
      this.problem = undefined;
    } catch (cause) {
      if (asking.signal.aborted) return;
      this.problem = cause instanceof Error ? cause.message : String(cause);
    } finally {
      if (this.#asking === asking) this.#asking = undefined;
    }
    this.#changed();
    if (!this.#isStale) return;
    this.#isStale = false;
    await this.refresh();
  }

  /** Drops the response and fetches something else. */
  async replace(): Promise<void> {
    this.#asking?.abort();
    this.#asking = undefined;
    this.#isStale = false;
    this.value = undefined;
    this.problem = undefined;
    await this.refresh();
  }
}
