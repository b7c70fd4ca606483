import { setTimeout as delay } from "node:timers/promises";
import type { Aws } from "./services/start.ts";

/**
 * Until no message is visible or in work; a message that waits for its next try stays.
 * @returns messages that still wait
 */
export async function drainQueues({ sqs, lambda, pipes, faults }: Aws, deadlineMilliseconds: number): Promise<number> {
  const pollers = [...lambda.mappings, ...pipes.pipes];
  const sources = new Set([
    ...lambda.mappings.map(({ definition }) => definition.queueArn),
    ...pipes.pipes.map(({ definition }) => definition.sourceQueueArn),
  ]);
  const end = Date.now() + deadlineMilliseconds;
  for (;;) {
    const queues = sqs.stats().filter(({ arn }) => sources.has(arn));
    const { held } = faults;
    const waiting = queues.reduce((sum, { visible, delayed, inFlight }) => sum + visible + delayed + inFlight, held);
    const working = held > 0 || pollers.some((poller) => !poller.idle()) || queues.some(({ visible }) => visible > 0);
    if (!working || Date.now() >= end) return waiting;
    await delay(20);
  }
}
