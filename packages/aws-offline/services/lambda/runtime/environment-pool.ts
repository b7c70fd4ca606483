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
  /** Of code that was replaced meanwhile. */
  outdated: boolean;
  /** An invocation was given to it. */
  used: boolean;
  /** An invocation ended in it. */
  warm: boolean;
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

/** A first invocation that hangs must not hold up the others for ever. */
const coldStartWaits = 5;

interface Waiter {
  give(slot: Slot): void;
  refuse(error: Error): void;
  timer?: NodeJS.Timeout;
  /** How many times it still waits for a cold start. */
  patience: number;
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
    const waiter: Waiter = { give: resolve, refuse: reject, patience: coldStartWaits };
    waiter.timer = this.#growLater(waiter);
    this.#waiting.push(waiter);
    return promise;
  }

  /** @param lost the environment ended with the invocation. */
  release(slot: Slot, lost: boolean): void {
    slot.busy = false;
    slot.warm = true;
    const gone = lost || slot.environment.ended || slot.outdated;
    if (gone) {
      this.#discard(slot);
      if (slot.outdated) void slot.environment.stop();
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

  /** The function changed: no environment that there is takes another invocation. */
  renew(): void {
    for (const slot of this.#slots) {
      slot.outdated = true;
      if (slot.busy) continue;
      this.#discard(slot);
      void slot.environment.stop();
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

  /** Where an environment is in its first invocation, another cold start would only slow it down: that is waited for. */
  #grow(waiter: Waiter): void {
    if (!this.#waiting.includes(waiter) || this.#slots.size >= this.#options.concurrency) {
      return;
    }
    waiter.patience -= 1;
    if (waiter.patience > 0 && [...this.#slots].some((slot) => !slot.warm)) {
      waiter.timer = this.#growLater(waiter);
    } else {
      this.#waiting.splice(this.#waiting.indexOf(waiter), 1);
      waiter.give(this.#take(this.#start()));
    }
  }

  #growLater(waiter: Waiter): NodeJS.Timeout {
    return setTimeout(() => this.#grow(waiter), this.#options.growAfterMilliseconds);
  }

  #take(slot: Slot): Slot {
    clearTimeout(slot.idleTimer);
    slot.busy = true;
    return slot;
  }

  #start(): Slot {
    const environment = this.#startEnvironment(() => slot);
    const slot: Slot = {
      environment,
      startedAt: performance.now(),
      requestId: "",
      busy: false,
      outdated: false,
      used: false,
      warm: false,
    };
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
