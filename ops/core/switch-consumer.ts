import type { Consumer } from "../consumers.ts";
import { OpsError, stopIfInterrupted } from "../errors.ts";

/** Of an event source mapping. */
export const mappingStates = [
  "Enabled",
  "Enabling",
  "Disabled",
  "Disabling",
  "Creating",
  "Updating",
  "Deleting",
] as const;

export type MappingState = (typeof mappingStates)[number];

/** Whether it takes no messages, or soon will not. */
export function isPaused(state: MappingState): boolean {
  return state !== "Enabled" && state !== "Updating";
}

export interface QueueDepth {
  /** Ready to be received. */
  readonly waiting: number;
  /** Received and not yet deleted. */
  readonly inFlight: number;
  readonly delayed: number;
  readonly retentionSeconds: number;
}

export interface ConsumerPorts {
  state(consumer: Consumer): Promise<MappingState>;
  setEnabled(consumer: Consumer, on: boolean): Promise<void>;
  depth(consumer: Consumer): Promise<QueueDepth>;
  wait(milliseconds: number): Promise<void>;
  now(): number;
  readonly signal: AbortSignal;
}

export interface ConsumerStatus extends QueueDepth {
  readonly consumer: string;
  readonly state: MappingState;
  /** ISO time: what is sent from now on is kept until then. What waits already is kept from its own sending. */
  readonly safeUntil: string;
}

/** Lambda needs up to a minute. */
const deadlineMilliseconds = 180_000;
const pauseMilliseconds = 500;

export async function consumerStatus(consumer: Consumer, ports: ConsumerPorts): Promise<ConsumerStatus> {
  const [state, depth] = await Promise.all([ports.state(consumer), ports.depth(consumer)]);
  const safeUntil = new Date(ports.now() + depth.retentionSeconds * 1_000).toISOString();
  return { consumer: consumer.name, state, ...depth, safeUntil };
}

/**
 * Switches a consumer's mapping and waits until Lambda has done it: batches in work are finished first.
 * @throws OpsError when Lambda does not come to it; InterruptedError, with the switching under way
 */
export async function switchConsumer(consumer: Consumer, on: boolean, ports: ConsumerPorts): Promise<ConsumerStatus> {
  const wanted = on ? "Enabled" : "Disabled";
  await ports.setEnabled(consumer, on);
  const end = ports.now() + deadlineMilliseconds;
  while ((await ports.state(consumer)) !== wanted) {
    stopIfInterrupted(ports.signal, `Lambda goes on switching ${consumer.name} to ${wanted}.`);
    if (ports.now() >= end)
      throw new OpsError(`Lambda has not switched ${consumer.name} to ${wanted} within three minutes`);
    await ports.wait(pauseMilliseconds);
  }
  return consumerStatus(consumer, ports);
}
