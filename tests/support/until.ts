import { setTimeout as delay } from "node:timers/promises";

/**
 * Asks until the answer is neither undefined nor false.
 * @throws Error that names what did not happen within the deadline (20 s)
 */
export async function until<Answer>(
  what: string,
  ask: () => Promise<Answer | undefined | false> | Answer | undefined | false,
  deadlineMilliseconds = 20_000,
): Promise<Answer> {
  const end = performance.now() + deadlineMilliseconds;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (performance.now() > end) throw new Error(`Not within ${String(deadlineMilliseconds)} ms: ${what}`);
    await delay(15);
  }
}
