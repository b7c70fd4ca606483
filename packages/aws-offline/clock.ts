import { setTimeout as delay } from "node:timers/promises";

/**
 * The one clock of all embedded parts. Timestamps are real; waits are `scale` times shorter than the program asks for
 * (visibility timeouts, batching windows, archive delay, alarm periods).
 */
export interface Clock {
  readonly scale: number;
  /** Epoch milliseconds, not scaled. */
  now(): number;
  /** The real milliseconds that a wait of `milliseconds` takes. */
  real(milliseconds: number): number;
  /** Resolves when the scaled wait is over; rejects with an AbortError when the signal fires. */
  wait(milliseconds: number, signal?: AbortSignal): Promise<void>;
  /** Runs something when the scaled wait is over; the function returned prevents it. */
  after(milliseconds: number, run: () => void): () => void;
}

export function createClock(scale = 1): Clock {
  if (!Number.isFinite(scale) || scale < 1) {
    throw new Error(`--time-scale ${String(scale)}: give a number of at least 1`);
  }
  const real = (milliseconds: number): number => milliseconds / scale;
  return {
    scale,
    now: () => Date.now(),
    real,
    wait: (milliseconds, signal) => delay(real(milliseconds), undefined, signal === undefined ? {} : { signal }),
    after(milliseconds, run) {
      const timer = setTimeout(run, real(milliseconds));
      return () => clearTimeout(timer);
    },
  };
}
