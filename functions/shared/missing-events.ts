import type { StripeEvent, StripeObject } from "../../domain/event/event.ts";

export interface ReconcilePorts {
  /** Stripe's events of the handled types since a time, page by page; of several that report one fact the first counts. */
  readonly listEvents: () => AsyncIterable<readonly StripeObject[]>;
  /** Of those, the ids of the events that Stripe holds for undelivered; absent for whom that is one. */
  readonly listUndelivered?: () => Promise<ReadonlySet<string>>;
  /** Which of these the journal knows. */
  readonly known: (ids: readonly string[]) => Promise<ReadonlySet<string>>;
  readonly read: (event: StripeObject) => StripeEvent;
  readonly livemode: boolean;
  /** Events younger than this (epoch seconds) may be on their way still. */
  readonly onTheirWaySince: number;
  readonly onProgress?: (checked: number) => void;
}

export interface MissingEvent {
  readonly id: string;
  readonly type: string;
  /** Epoch seconds. */
  readonly created: number;
  /** Stripe knows that it was not delivered and retries on its own for three days. */
  readonly undelivered: boolean;
  readonly event: StripeObject;
}

export interface Reconciliation {
  readonly checked: number;
  readonly missing: readonly MissingEvent[];
  /** Not in the journal, but so young that it may be on its way. */
  readonly onTheirWay: number;
  /** In the journal, though Stripe did not get its 200: it will come again, and change nothing. */
  readonly undeliveredButKnown: number;
}

/** Compares Stripe's own list of events with the journal, which has each event that passed the webhook. */
export async function findMissing(ports: ReconcilePorts): Promise<Reconciliation> {
  const undelivered = (await ports.listUndelivered?.()) ?? new Set();
  const missing: MissingEvent[] = [];
  const seen = new Set<string>();
  let checked = 0;
  let onTheirWay = 0;
  let undeliveredButKnown = 0;
  for await (const page of ports.listEvents()) {
    const events = page
      .map((event) => ({ event, read: ports.read(event) }))
      .filter(({ read }) => read.livemode === ports.livemode && !seen.has(read.id));
    const known = await ports.known(events.map(({ read }) => read.id));
    for (const { event, read } of events) {
      const { id, type, created } = read;
      checked += 1;
      seen.add(id);
      if (known.has(id)) {
        if (undelivered.has(id)) undeliveredButKnown += 1;
      } else if (created > ports.onTheirWaySince) onTheirWay += 1;
      else missing.push({ id, type, created, undelivered: undelivered.has(id), event });
    }
    ports.onProgress?.(checked);
  }
  // As they happened, so that a repair needs as few merges of orders as their delivery would have.
  return { checked, missing: missing.toSorted((a, b) => a.created - b.created), onTheirWay, undeliveredButKnown };
}
