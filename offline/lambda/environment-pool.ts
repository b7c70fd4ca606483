import { performance } from "node:perf_hooks";
import type { ExecutionEnvironment } from "./execution-environment.ts";

/** An execution environment with what its function's pool knows of it. */
export interface Slot {
  readonly environment: ExecutionEnvironment;
  /** `performance.now()` at its start. */
  readonly startedAt: number;
  /** Of the invocation that runs, or ran last. */
  requestId: string;
  busy: boolean;
  /** It ran an invocation before. */
  used: boolean;
  idleTimer?: NodeJS.Timeout;
}

export interface EnvironmentPoolOptions {
  /** Environments at most. */
  concurrency: number;
  /** An invocation that waited so long for a busy environment gets a new one, up to the cap. */
  growAfterMilliseconds: number;
  /** An environment that did nothing for so long is stopped. */
  idleMilliseconds: number;
}

interface Waiter {
  give(slot: Slot): void;
  refuse(error: Error): void;
  timer: NodeJS.Timeout;
}

/** Hands out the execution environments of one function, in the order of asking. */
export class EnvironmentPool {
  readonly #options: EnvironmentPoolOptions;
  readonly #startEnvironment: (slot: () => Slot) => ExecutionEnvironment;
  readonly #slots = new Set<Slot>();
  readonly #waiting: Waiter[] = [];
  #closed = false;

  /** @param startEnvironment gets a way to its own slot, which exists when it writes its first line. */
  constructor(options: EnvironmentPoolOptions, startEnvironment: (slot: () => Slot) => ExecutionEnvironment) {
    this.#options = options;
    this.#startEnvironment = startEnvironment;
  }

  get environments(): ExecutionEnvironment[] {
    return [...this.#slots].map((slot) => slot.environment);
  }

  /** @throws Error when the pool was closed. */
  acquire(): Promise<Slot> {
    if (this.#closed) {
      return Promise.reject(closedError());
    }
    for (const slot of this.#slots) {
      // One that ended between two invocations.
      if (!slot.busy && slot.environment.ended) {
        this.#discard(slot);
      }
    }
    const idle = [...this.#slots].find((slot) => !slot.busy);
    if (idle !== undefined || this.#slots.size === 0) {
      return Promise.resolve(this.#take(idle ?? this.#start()));
    }
    const { promise, resolve, reject } = Promise.withResolvers<Slot>();
    const waiter: Waiter = {
      give: resolve,
      refuse: reject,
      timer: setTimeout(() => this.#grow(waiter), this.#options.growAfterMilliseconds),
    };
    this.#waiting.push(waiter);
    return promise;
  }

  /** @param lost the environment ended with the invocation. */
  release(slot: Slot, lost: boolean): void {
    slot.busy = false;
    const gone = lost || slot.environment.ended;
    if (gone) {
      this.#discard(slot);
    }
    if (this.#closed) {
      return;
    }
    const next = this.#waiting.shift();
    if (next !== undefined) {
      clearTimeout(next.timer);
      next.give(this.#take(gone ? this.#start() : slot));
    } else if (!gone) {
      slot.idleTimer = setTimeout(() => {
        this.#discard(slot);
        void slot.environment.stop();
      }, this.#options.idleMilliseconds);
      slot.idleTimer.unref();
    }
  }

  /** Ends all environments, also those at work. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const waiter of this.#waiting.splice(0)) {
      clearTimeout(waiter.timer);
      waiter.refuse(closedError());
    }
    const slots = [...this.#slots];
    slots.forEach((slot) => this.#discard(slot));
    await Promise.all(slots.map((slot) => slot.environment.stop()));
  }

  #grow(waiter: Waiter): void {
    const index = this.#waiting.indexOf(waiter);
    if (index >= 0 && this.#slots.size < this.#options.concurrency) {
      this.#waiting.splice(index, 1);
      waiter.give(this.#take(this.#start()));
    }
  }

  #take(slot: Slot): Slot {
    clearTimeout(slot.idleTimer);
    slot.busy = true;
    return slot;
  }

  #start(): Slot {
    const environment = this.#startEnvironment(() => slot);
    const slot: Slot = { environment, startedAt: performance.now(), requestId: "", busy: false, used: false };
    this.#slots.add(slot);
    return slot;
  }

  #discard(slot: Slot): void {
    clearTimeout(slot.idleTimer);
    this.#slots.delete(slot);
  }
}

function closedError(): Error {
  return new Error("the function was invoked after the offline run closed");
}
