import type { Clock } from "../../../clock.ts";

/** A received message's timeout. Functions take real time, so it runs in real time while they work on the message. */
export interface Worked {
  readonly sentAt: number;
  receivedAt: number;
  /** Epoch milliseconds at which it is seen again. */
  visibleAt: number;
  /** Milliseconds as asked for last. */
  timeout: number;
  /** Since when somebody works on it. */
  workSince?: number;
  /** For how many milliseconds somebody did. */
  worked: number;
}

/** So long, in real time, a poller may need until it says that it works on what it received: a busy machine is slow. */
const graceMilliseconds = 2000;

export function receive(message: Worked, timeout: number, byPoller: boolean, clock: Clock): void {
  message.receivedAt = clock.now();
  setTimeout(message, timeout, clock);
  if (byPoller && clock.scale > 1) {
    message.visibleAt = Math.max(message.visibleAt, message.receivedAt + graceMilliseconds);
  }
}

/** The timeout begins again, now. */
export function setTimeout(message: Worked, timeout: number, clock: Clock): void {
  message.timeout = timeout;
  message.visibleAt = clock.now() + (message.workSince === undefined ? clock.real(timeout) : timeout);
}

export function hold(message: Worked, clock: Clock): void {
  message.workSince = clock.now();
  message.visibleAt = Math.max(message.visibleAt, message.workSince + message.timeout);
}

/**
 * The work is over: what was not deleted comes back after the scaled timeout.
 * @returns false when it was over before
 */
export function release(message: Worked, clock: Clock): boolean {
  if (message.workSince === undefined) return false;
  message.worked += clock.now() - message.workSince;
  delete message.workSince;
  message.visibleAt = Math.min(message.visibleAt, clock.now() + clock.real(message.timeout));
  return true;
}

/** Waiting counts by the run's clock, being worked on in real time. */
export function ageInSeconds(message: Worked, clock: Clock): number {
  const worked = message.worked + (message.workSince === undefined ? 0 : clock.now() - message.workSince);
  return ((clock.now() - message.sentAt - worked) * clock.scale + worked) / 1000;
}

/** Whole seconds, likewise. */
export function secondsSinceReceive({ receivedAt, workSince }: Worked, clock: Clock): number {
  const waitedUntil = workSince ?? clock.now();
  const waited = (waitedUntil - receivedAt) * clock.scale;
  return Math.floor((waited + clock.now() - waitedUntil) / 1000);
}
