import type { Queue } from "./fauxqs.ts";

/** Lets the visibility timeout of messages that are worked on run in real time from now on: work is not scaled. */
export function holdForWork(queue: Queue | undefined, receiptHandles: readonly string[], scale: number): void {
  for (const entry of inFlight(queue, receiptHandles)) {
    entry.visibilityDeadline += visibilityMilliseconds(queue) * (scale - 1);
  }
}

/** The work is over: those that were not deleted come back after the scaled timeout. */
export function releaseFromWork(queue: Queue | undefined, receiptHandles: readonly string[]): void {
  const deadline = Date.now() + visibilityMilliseconds(queue);
  for (const entry of inFlight(queue, receiptHandles)) {
    entry.visibilityDeadline = Math.min(entry.visibilityDeadline, deadline);
  }
}

function inFlight(queue: Queue | undefined, receiptHandles: readonly string[]): { visibilityDeadline: number }[] {
  return receiptHandles.flatMap((handle) => queue?.inflightMessages.get(handle) ?? []);
}

function visibilityMilliseconds(queue: Queue | undefined): number {
  return Number(queue?.attributes["VisibilityTimeout"]) * 1000;
}
