import type { Delivery } from "./engine.ts";

/** What the main thread asks of the worker. Ids start at 1; id 0 is the worker's own "ready". */
export type ToWorker =
  | { kind: "call"; id: number; action: string; input: Record<string, unknown>; ofPoller: boolean }
  | { kind: "deliver"; id: number; deliveries: Delivery[] }
  | { kind: "hold"; id: number; queueArn: string; receiptHandles: string[] }
  | { kind: "release"; id: number; queueArn: string; receiptHandles: string[] }
  | { kind: "stats"; id: number }
  | { kind: "abort"; id: number };

export interface FromWorker {
  id: number;
  output?: Record<string, unknown>;
  error?: { code: string; message: string; status: number; queryCode: string };
}
