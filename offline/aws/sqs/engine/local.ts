import { LostAnswer } from "../../../gateway/aws-error.ts";
import { Engine, type EngineSettings } from "./engine.ts";
import { loadFauxqs } from "./fauxqs.ts";
import type { Queues } from "./queues.ts";

const never = new AbortController().signal;

/** The queues' engine in the caller's thread, by the real clock. */
export async function startLocalQueues(settings: EngineSettings): Promise<Queues> {
  const engine = new Engine(await loadFauxqs(), settings, (time) => time);
  return {
    async call(action, input, signal = never, ofPoller = false) {
      // Nothing is done for a caller who has gone: a receive would take messages with it.
      if (signal.aborted) throw new LostAnswer();
      return engine.call(action, input, signal, ofPoller);
    },
    deliver: async (deliveries) => engine.deliver(deliveries),
    async hold(queueArn, receiptHandles) {
      engine.hold(queueArn, receiptHandles);
      return async () => engine.release(queueArn, receiptHandles);
    },
    stats: async () => engine.stats(),
    close: async () => engine.close(),
  };
}
