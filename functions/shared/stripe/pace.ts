import { retryable } from "../../../domain/failure.ts";

/** Moments at which the whole stack may ask Stripe, one after the other at its share of Stripe's limit. */
export interface Slots {
  /**
   * Takes the next ones that are free.
   * @returns when (epoch ms) the first of them is; or, without taking any, that this would be later than `latest`
   */
  reserve(
    durationMilliseconds: number,
    now: number,
    latest: number,
  ): Promise<{ readonly start: number; readonly isTaken: boolean }>;
  /** Gives none away that are before a moment (epoch ms). */
  postpone(until: number): Promise<void>;
}

export interface Pace {
  /** Resolves when as many requests may be made. @throws ProcessingError `stripe-limited` (retry) */
  take(requests: number): Promise<void>;
  /** Stripe refused a request for its rate: everybody waits. */
  slowDown(): Promise<void>;
}

export interface PaceOptions {
  readonly slots: Slots;
  readonly requestsPerSecond: number;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly wait: (milliseconds: number) => Promise<void>;
}

/** How long (ms) an invocation waits for its slot: a purchase takes a few, and the function has half a minute. */
export const patience = 5000;
/** How long (ms) nobody asks after Stripe's 429. */
const pause = 1000;

interface Waiting {
  readonly requests: number;
  readonly settle: (turn: Promise<void>) => void;
}

/** Takes slots for all requests that wait at the same moment together: one write to the table for a batch's. */
export function createPace({ slots, requestsPerSecond, now, wait }: PaceOptions): Pace {
  const interval = 1000 / requestsPerSecond;
  let waiting: Waiting[] = [];
  let isReserving = false;

  const reserve = async (group: readonly Waiting[]): Promise<void> => {
    const requests = group.reduce((sum, each) => sum + each.requests, 0);
    const { start, isTaken } = await slots.reserve(requests * interval, now(), now() + patience);
    if (!isTaken) {
      throw retryable("stripe-limited", `the next request to Stripe is free in ${Math.ceil((start - now()) / 1000)} s`);
    }
    let turn = start;
    for (const { requests: own, settle } of group) {
      settle(wait(Math.max(0, turn - now())));
      turn += own * interval;
    }
  };

  const drain = async (): Promise<void> => {
    isReserving = true;
    // What is asked at the same moment comes along.
    await Promise.resolve();
    while (waiting.length > 0) {
      const group = waiting;
      waiting = [];
      await reserve(group).catch((error: unknown) => {
        for (const { settle } of group) settle(Promise.reject(error));
      });
    }
    isReserving = false;
  };

  return {
    take: (requests) =>
      new Promise((settle) => {
        waiting.push({ requests, settle });
        if (!isReserving) void drain();
      }),
    slowDown: () => slots.postpone(now() + pause),
  };
}
