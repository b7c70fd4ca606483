import type { StripeEvent, StripeObject } from "../../domain/event/event.ts";
import { stopIfInterrupted } from "../errors.ts";

export interface ReconcilePorts {
  /** Stripe's events of the handled types since a time, page by page. */
  readonly listEvents: () => AsyncIterable<readonly StripeObject[]>;
  /** Of those, the ids of the events that Stripe holds for undelivered. */
  readonly listUndelivered: () => Promise<ReadonlySet<string>>;
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
  const undelivered = await ports.listUndelivered();
  const missing: MissingEvent[] = [];
  let checked = 0;
  let onTheirWay = 0;
  let undeliveredButKnown = 0;
  for await (const page of ports.listEvents()) {
    const events = page
      .map((event) => ({ event, read: ports.read(event) }))
      .filter(({ read }) => read.livemode === ports.livemode);
    const known = await ports.known(events.map(({ read }) => read.id));
    for (const { event, read } of events) {
      const { id, type, created } = read;
      checked += 1;
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

export interface RepairPorts {
  /** Brings an event in by the normal path; returns the webhook's status. */
  readonly deliver: (event: StripeObject) => Promise<number>;
  readonly known: ReconcilePorts["known"];
  readonly signal: AbortSignal;
  readonly pause: () => Promise<void>;
  /** How often the journal is looked at for what was accepted. */
  readonly looks: number;
  readonly onProgress?: (done: number, total: number) => void;
}

export interface Repair {
  /** In the journal now. */
  readonly repaired: readonly string[];
  readonly refused: readonly { readonly id: string; readonly status: number }[];
  /** Accepted, and not in the journal by now. */
  readonly waiting: readonly string[];
}

/** @throws InterruptedError after Ctrl-C: what was delivered stays delivered */
export async function repair(missing: readonly MissingEvent[], ports: RepairPorts): Promise<Repair> {
  const accepted: string[] = [];
  const refused: { id: string; status: number }[] = [];
  for (const [index, { id, event }] of missing.entries()) {
    stopIfInterrupted(
      ports.signal,
      `${String(accepted.length)} of ${String(missing.length)} events were brought in, the others are as before.`,
    );
    const status = await ports.deliver(event);
    if (status === 200) accepted.push(id);
    else refused.push({ id, status });
    ports.onProgress?.(index + 1, missing.length);
  }
  let known: ReadonlySet<string> = new Set();
  for (let looks = 0; looks < ports.looks && known.size < accepted.length; looks += 1) {
    stopIfInterrupted(
      ports.signal,
      `${String(accepted.length)} of ${String(missing.length)} events were accepted; the journal has ${String(known.size)} of them by now.`,
    );
    if (looks > 0) await ports.pause();
    known = await ports.known(accepted);
  }
  return {
    repaired: accepted.filter((id) => known.has(id)),
    refused,
    waiting: accepted.filter((id) => !known.has(id)),
  };
}
