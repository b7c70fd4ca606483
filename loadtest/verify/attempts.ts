import type { Sent } from "../shared/profiles.ts";

/** What was sent, by the event's index in the traffic. */
export interface Attempts {
  /** How often the webhook accepted an event. */
  readonly accepted: Map<number, number>;
  /** Requests without a response, also those that the load's end cut off: the webhook may have accepted them. */
  readonly uncertain: Map<number, number>;
  requests: number;
  /** Acceptances beyond each event's first. */
  duplicates: number;
  /** Good requests with another status than 200. */
  refused: number;
  readonly forged: { sent: number; accepted: number };
  /** By status; 0 without a response. */
  readonly statuses: Map<number, number>;
}

export function noAttempts(): Attempts {
  return {
    accepted: new Map(),
    uncertain: new Map(),
    requests: 0,
    duplicates: 0,
    refused: 0,
    forged: { sent: 0, accepted: 0 },
    statuses: new Map(),
  };
}

export function countAttempt(
  attempts: Attempts,
  { index, kind, status }: Pick<Sent, "index" | "kind" | "status">,
): void {
  attempts.requests += 1;
  increase(attempts.statuses, status);
  if (kind === "forged") {
    attempts.forged.sent += 1;
    attempts.forged.accepted += status === 200 ? 1 : 0;
  } else if (status === 200) {
    attempts.duplicates += increase(attempts.accepted, index) > 1 ? 1 : 0;
  } else {
    attempts.refused += 1;
    if (status === 0) increase(attempts.uncertain, index);
  }
}

export function countCutOff(attempts: Attempts, index: number): void {
  attempts.requests += 1;
  increase(attempts.uncertain, index);
}

/** The purchases of which something was sent: all their events have to be accepted in the end, as Stripe sees to. */
export function startedPurchases(attempts: Attempts, purchaseOf: (index: number) => number): number[] {
  const indexes = [...attempts.accepted.keys(), ...attempts.uncertain.keys()];
  return [...new Set(indexes.map(purchaseOf))].toSorted((one, other) => one - other);
}

function increase(counts: Map<number, number>, key: number): number {
  const count = (counts.get(key) ?? 0) + 1;
  counts.set(key, count);
  return count;
}
