import { EngineClient } from "./client.ts";
import type { Delivery, EngineSettings, QueueStats } from "./engine.ts";
import { startLocalQueues } from "./local.ts";

type Output = Record<string, unknown>;

/** All queues, in whichever thread their engine runs. */
export interface Queues {
  /** @param ofPoller see {@link Engine.call} */
  call(action: string, input: Record<string, unknown>, signal?: AbortSignal, ofPoller?: boolean): Promise<Output>;
  deliver(deliveries: Delivery[]): Promise<void>;
  /** @returns what ends the hold */
  hold(queueArn: string, receiptHandles: string[]): Promise<() => Promise<void>>;
  stats(): Promise<QueueStats[]>;
  close(): Promise<void>;
}

/** A clock that is scaled needs a thread of its own; without one, no message need cross to another thread and back. */
export function startQueues(settings: EngineSettings): Promise<Queues> {
  return settings.scale === 1 ? startLocalQueues(settings) : EngineClient.start(settings);
}
