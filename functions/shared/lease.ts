/** The clocks of two functions may differ by this much. */
const clockSkew = 5000;

/** Epoch milliseconds after which an invocation no longer runs, by anybody's clock. */
export function leaseUntil(now: number, remainingMilliseconds: number): number {
  return now + remainingMilliseconds + clockSkew;
}
