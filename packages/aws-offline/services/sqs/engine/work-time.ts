import type { Message, Queue } from "./fauxqs.ts";

interface InFlight {
  readonly message: Message;
  visibilityDeadline: number;
}

/** So long, in real time, a poller may need until it says that it works on what it received: a busy machine is slow. */
const graceMilliseconds = 2000;

/** Keeps what was just received hidden for the grace time, however much shorter the scaled timeout is. */
export function hideForGrace(queue: Queue, receiptHandle: string, scale: number): void {
  const deadline = Date.now() + graceMilliseconds * scale;
  for (const entry of inFlight(queue, [receiptHandle])) {
    entry.visibilityDeadline = Math.max(entry.visibilityDeadline, deadline);
  }
}

/** Lets the visibility timeout of messages that are worked on run in real time from now on: work is not scaled. */
export function holdForWork(queue: Queue | undefined, receiptHandles: readonly string[], scale: number): void {
  for (const entry of inFlight(queue, receiptHandles)) {
    entry.visibilityDeadline += visibilityMilliseconds(queue) * (scale - 1);
    entry.message.workSince = Date.now();
  }
}

/** The work is over: those that were not deleted come back after the scaled timeout. */
export function releaseFromWork(queue: Queue | undefined, receiptHandles: readonly string[]): void {
  const deadline = Date.now() + visibilityMilliseconds(queue);
  for (const entry of inFlight(queue, receiptHandles)) {
    entry.visibilityDeadline = Math.min(entry.visibilityDeadline, deadline);
    entry.message.workedFor = workedFor(entry.message);
    delete entry.message.workSince;
  }
}

/** Seconds that a message has been there, in which waiting counts by the scaled clock and being worked on in real time. */
export function ageInSeconds(message: Message, scale: number): number {
  return (Date.now() - message.sentTimestamp - workedFor(message) * (1 - 1 / scale)) / 1000;
}

function workedFor({ workSince, workedFor: before = 0 }: Message): number {
  return workSince === undefined ? before : before + Date.now() - workSince;
}

function inFlight(queue: Queue | undefined, receiptHandles: readonly string[]): InFlight[] {
  return receiptHandles.flatMap((handle) => queue?.inflightMessages.get(handle) ?? []);
}

function visibilityMilliseconds(queue: Queue | undefined): number {
  return Number(queue?.attributes["VisibilityTimeout"]) * 1000;
}
