import { describe, expect, it } from "vitest";
import { createPace, type Slots } from "./pace.ts";

/** Slots in memory, as the table keeps them; the clock moves only by waiting. */
function world(requestsPerSecond: number) {
  let now = 0;
  let next = 0;
  const reserved: number[] = [];
  const slots: Slots = {
    async reserve(duration, at, latest) {
      await Promise.resolve();
      const start = Math.max(next, at);
      if (start > latest) return { start, isTaken: false };
      reserved.push(duration);
      next = start + duration;
      return { start, isTaken: true };
    },
    postpone(until) {
      next = Math.max(next, until);
      return Promise.resolve();
    },
  };
  const turns: number[] = [];
  const wait = (milliseconds: number): Promise<void> => {
    turns.push(now + milliseconds);
    return Promise.resolve();
  };
  const environment = () => createPace({ slots, requestsPerSecond, now: () => now, wait });
  return { environment, turns, reserved, pass: (milliseconds: number) => void (now += milliseconds) };
}

describe("the pace at which Stripe is asked", () => {
  it("is the stack's, however many environments ask, and takes what waits at one moment together", async () => {
    const { environment, turns, reserved } = world(10);
    const [one, other] = [environment(), environment()];
    await Promise.all([one.take(1), one.take(3), one.take(1), other.take(2)]);
    expect(turns.toSorted((a, b) => a - b)).toEqual([0, 100, 400, 500]);
    expect(reserved).toEqual([500, 200]);
  });

  it("refuses what would wait for too long, to be tried again later", async () => {
    const { environment, pass } = world(10);
    const pace = environment();
    await pace.take(51);
    await expect(pace.take(1)).rejects.toMatchObject({ causeCode: "stripe-limited", disposition: "retry" });
    pass(200);
    await expect(pace.take(1)).resolves.toBeUndefined();
  });

  it("waits for a second for everybody when Stripe refuses a request", async () => {
    const { environment, turns } = world(10);
    await environment().slowDown();
    await environment().take(1);
    expect(turns).toEqual([1000]);
  });
});
