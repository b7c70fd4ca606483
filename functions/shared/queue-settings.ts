/** What components/ makes of a queue that a function takes messages from, and the function counts by. */

/** Three: two retries outlast a passing fault, and a poison message stays away from the others soon. */
export const mostReceives = 3;

/** Half a minute is ten slow AWS calls. */
export const usualTimeoutSeconds = 30;

/** Six times the function's time-out and the wait for a full batch, so that a slow one is not delivered twice. */
export function visibilitySeconds(timeoutSeconds = usualTimeoutSeconds, batchingWindowSeconds = 0): number {
  return 6 * timeoutSeconds + batchingWindowSeconds;
}
