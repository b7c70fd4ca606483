import type { Clock } from "../../../clock.ts";
import type { Message } from "./message.ts";

export interface Receive {
  readonly count: number;
  /** Milliseconds. */
  readonly visibilityTimeout?: number | undefined;
  /** Milliseconds. */
  readonly wait: number;
  /** Whether a service receives, for a function or a pipe that will work on the messages. */
  readonly byPoller: boolean;
}

interface Waiter {
  readonly receive: Receive;
  finish(messages: Message[]): void;
}

interface Source {
  take(receive: Receive): Message[];
  hasVisible(): boolean;
  /** When something is due in the queue. */
  next(): number | undefined;
  wake(): void;
}

/** Long polls on one queue, served in the order in which they came. */
export class Waiters {
  readonly #clock: Clock;
  readonly #source: Source;
  readonly #waiters = new Set<Waiter>();
  #alarm: { at: number; cancel: () => void } | undefined;
  #serving = false;
  #closed = false;

  constructor(clock: Clock, source: Source) {
    this.#clock = clock;
    this.#source = source;
  }

  add(receive: Receive, signal: AbortSignal | undefined): Message[] | Promise<Message[]> {
    if (this.#closed) return [];
    return new Promise((resolve) => {
      const giveUp = (): void => waiter.finish([]);
      const cancel = this.#clock.after(receive.wait, giveUp);
      const waiter: Waiter = {
        receive,
        finish: (messages) => {
          cancel();
          signal?.removeEventListener("abort", giveUp);
          this.#waiters.delete(waiter);
          if (this.#waiters.size === 0) this.#disarm();
          resolve(messages);
        },
      };
      signal?.addEventListener("abort", giveUp, { once: true });
      this.#waiters.add(waiter);
      this.#arm();
    });
  }

  serve(): void {
    if (this.#waiters.size === 0 || this.#serving) return;
    this.#serving = true;
    for (const waiter of this.#waiters) {
      if (!this.#source.hasVisible()) break;
      const messages = this.#source.take(waiter.receive);
      if (messages.length > 0) waiter.finish(messages);
    }
    this.#serving = false;
    if (this.#waiters.size > 0) this.#arm();
  }

  close(): void {
    this.#closed = true;
    for (const waiter of this.#waiters) waiter.finish([]);
  }

  /** While somebody waits, what is due must be seen when it is. */
  #arm(): void {
    const at = this.#source.next();
    if (at === this.#alarm?.at) return;
    this.#disarm();
    if (at === undefined) return;
    // A timer may fire a moment early.
    const milliseconds = Math.max(1, at - this.#clock.now()) * this.#clock.scale;
    const cancel = this.#clock.after(milliseconds, () => {
      this.#alarm = undefined;
      this.#source.wake();
      if (this.#waiters.size > 0) this.#arm();
    });
    this.#alarm = { at, cancel };
  }

  #disarm(): void {
    this.#alarm?.cancel();
    this.#alarm = undefined;
  }
}
