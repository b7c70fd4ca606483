import { sampleBody, thinEventOf } from "../../packages/stripe-offline/samples/index.ts";
import type { Traffic } from "../../packages/stripe-offline/traffic/traffic.ts";
import { OpsError, stopIfInterrupted } from "../../ops/errors.ts";
import { postToWebhook } from "../../ops/webhook.ts";
import { type Attempts, countAttempt } from "../verify/attempts.ts";

const lanes = 4;
/** Stripe tries for three days; who waits before a screen, not as long. */
const mostTries = 20;

export interface Completion {
  readonly traffic: Traffic;
  readonly isThin: boolean;
  readonly url: string;
  readonly secret: string;
  readonly signal: AbortSignal;
  readonly onProgress: (done: number, total: number) => void;
}

/**
 * Sends the events of the started purchases that were not accepted, as Stripe does: refused ones,
 * and those that the load's end cut off.
 * @returns how many events it sent
 * @throws OpsError for an event that is refused each time
 */
export async function complete(
  purchases: readonly number[],
  attempts: Attempts,
  completion: Completion,
): Promise<number> {
  const { traffic, onProgress, signal } = completion;
  const missing = purchases
    .map((purchase) => traffic.indexesOf(purchase).filter((index) => !attempts.accepted.has(index)))
    .filter((indexes) => indexes.length > 0);
  const total = missing.reduce((sum, indexes) => sum + indexes.length, 0);
  let done = 0;
  const waiting = [...missing];
  const lane = async (): Promise<void> => {
    // A purchase's events in their order, one after the other.
    for (let indexes = waiting.shift(); indexes !== undefined; indexes = waiting.shift()) {
      for (const index of indexes) {
        stopIfInterrupted(signal);
        await sendUntilAccepted(index, attempts, completion);
        onProgress((done += 1), total);
      }
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return total;
}

async function sendUntilAccepted(
  index: number,
  attempts: Attempts,
  { traffic, isThin, url, secret }: Completion,
): Promise<void> {
  const event = traffic.event(index);
  const body = sampleBody(isThin ? thinEventOf(event) : event);
  let status = 0;
  for (let tries = 0; tries < mostTries; tries += 1) {
    // No response is not a 200; the webhook may have accepted it all the same.
    status = await postToWebhook(url, body, secret).then(
      (response) => response.status,
      () => 0,
    );
    countAttempt(attempts, { index, kind: "first", status });
    if (status === 200) return;
    await new Promise((resolve) => setTimeout(resolve, Math.min(100 * 2 ** tries, 5_000)));
  }
  throw new OpsError(`${event.type} ${event.id} got ${String(status)} ${String(mostTries)} times`);
}
