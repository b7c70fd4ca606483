import { Engine, type EngineSettings } from "./engine.ts";
import { loadFauxqs } from "./fauxqs.ts";
import type { Queues } from "./queues.ts";

const never = new AbortController().signal;

/** The queues' engine in the caller's thread, by the real clock. */
export async function startLocalQueues(settings: EngineSettings): Promise<Queues> {
  const engine = new Engine(await loadFauxqs(), settings, (time) => time);
  return {
    call: (action, input, signal = never, ofPoller = false) => engine.call(action, input, signal, ofPoller),
    deliver: async (deliveries) => engine.deliver(deliveries),
    async hold(queueArn, receiptHandles) {
      engine.hold(queueArn, receiptHandles);
      return async () => engine.release(queueArn, receiptHandles);
    },
    stats: async () => engine.stats(),
    close: async () => engine.close(),
  };
}
