import type { CauseCode } from "./failure-causes.ts";

/** What a message has waited so far; both 0 until it waits for the first time. */
export interface Waited {
  readonly times: number;
  readonly seconds: number;
}

/**
 * Causes that pass whatever the message holds: a message that fails for one waits, and spends none of its receives.
 * Whatever crashes a function (`interrupted`) may be the message itself.
 */
const passing: ReadonlySet<CauseCode> = new Set<CauseCode>([
  "stripe-unavailable",
  "stripe-behind",
  "stripe-limited",
  "secret-unavailable",
  "contended",
  "aws-unavailable",
  "out-of-time",
]);

export function passesOnItsOwn(cause: CauseCode): boolean {
  return passing.has(cause);
}

/** SQS's longest delay of a message. */
const longestDelay = 900;
const firstDelay = 60;

/**
 * How long (s) a message waits next: twice as long as the time before, up to a quarter of an hour, so that what was sent
 * at the same moment comes back spread over a quarter of its wait. What waits for its turn at Stripe comes back every
 * minute: Stripe works, and a turn that nobody takes is lost. Undefined when it has waited for long enough.
 * @param random from 0 to 1
 */
export function nextDelay(cause: CauseCode, waited: Waited, mostSeconds: number, random: number): number | undefined {
  if (waited.seconds >= mostSeconds) return undefined;
  const growth = cause === "stripe-limited" ? 1 : 2 ** waited.times;
  return Math.ceil(Math.min(longestDelay, firstDelay * growth) * (1 - random / 4));
}
