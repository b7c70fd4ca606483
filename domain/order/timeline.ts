import type { StripeEvent } from "../event/event.ts";

/** When an event happened at Stripe and when it was applied here. Beside the join: times of application differ. */
export interface TimelineEntry {
  readonly eventId: string;
  readonly type: string;
  /** ISO time, by Stripe, in whole seconds. */
  readonly created: string;
  /** ISO time. */
  readonly applied: string;
}

/**
 * A payment intent can be tried thousands of times, and an item holds 400 KB. Beyond this many only events that change
 * a fact are added.
 */
export const longTimeline = 200;

export function entryOf(event: Pick<StripeEvent, "id" | "type" | "created">, appliedAt: string): TimelineEntry {
  const created = new Date(event.created * 1000).toISOString();
  return { eventId: event.id, type: event.type, created, applied: appliedAt };
}

/** By Stripe's time; an event that both have, of one id and type, keeps its first application. */
export function joinTimelines(one: readonly TimelineEntry[], other: readonly TimelineEntry[]): TimelineEntry[] {
  const entries = new Map<string, TimelineEntry>();
  for (const entry of [...one, ...other]) {
    const key = `${entry.eventId} ${entry.type}`;
    const known = entries.get(key);
    if (known === undefined || entry.applied < known.applied) entries.set(key, entry);
  }
  return [...entries.values()].toSorted(
    (a, b) => compare(a.created, b.created) || compare(a.eventId, b.eventId) || compare(a.type, b.type),
  );
}

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
