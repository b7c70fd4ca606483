import { setTimeout as delay } from "node:timers/promises";

/**
 * Asks until the response is neither undefined nor false.
 * @throws Error that names what did not happen within the deadline (20 s)
 */
export async function until<Result>(
  what: string,
  ask: () => Promise<Result | undefined | false> | Result | undefined | false,
  deadlineMilliseconds = 20_000,
): Promise<Result> {
  const end = performance.now() + deadlineMilliseconds;
  for (;;) {
    const response = await ask();
    if (response !== undefined && response !== false) return response;
    if (performance.now() > end) throw new Error(`Not within ${String(deadlineMilliseconds)} ms: ${what}`);
    await delay(15);
  }
}
