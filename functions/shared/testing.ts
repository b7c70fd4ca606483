import type { StripeObject } from "../../domain/event/event.ts";
import type { Journal, JournalEvent, JournalFailure, JournalWait } from "./journal.ts";
import type { Log, LogFields } from "./log.ts";
import type { MetricName } from "./metric-catalogue.ts";
import type { Metrics } from "./metrics.ts";
import { scoped } from "../../domain/order/key.ts";
import { outranks, type Purchase } from "../../domain/purchase/purchase.ts";

/** Plain objects in the place of the ports, for unit tests. */

/** Metrics that can be read: `total("RecordsFailed", { Cause: "not-json" })` sums what has these dimensions. */
export function recordMetrics() {
  const records: { readonly name: MetricName; readonly value: number; readonly dimensions: object }[] = [];
  const metrics: Metrics = {
    count: (name, dimensions, value = 1) => void records.push({ name, value, dimensions }),
    observe: (name, value, dimensions) => void records.push({ name, value, dimensions }),
    flush: () => Promise.resolve(),
  };
  const total = (name: MetricName, dimensions: object = {}): number =>
    records
      .filter((record) => record.name === name)
      .filter((record) => Object.entries({ ...record.dimensions, ...dimensions }).every(isIn(record.dimensions)))
      .reduce((sum, { value }) => sum + value, 0);
  return { ...metrics, records, total };
}

function isIn(dimensions: object): (entry: [string, unknown]) => boolean {
  const there = new Map<string, unknown>(Object.entries(dimensions));
  return ([name, value]) => there.get(name) === value;
}

export function recordLog() {
  const lines: (LogFields & { readonly level: "info" | "warn" | "error" })[] = [];
  const log: Log = {
    info: (fields) => void lines.push({ level: "info", ...fields }),
    warn: (fields) => void lines.push({ level: "warn", ...fields }),
    error: (fields) => void lines.push({ level: "error", ...fields }),
  };
  return { ...log, lines };
}

/** A journal in memory that keeps the table's promises; its maps are there to be looked into and prepared. */
export function memoryJournal() {
  const events = new Map<string, JournalEvent>();
  const failures: JournalFailure[] = [];
  const waits: JournalWait[] = [];
  const fetched = new Map<string, StripeObject | undefined>();
  const refs = new Map<string, string>();
  const purchases = new Map<string, Purchase>();
  const journal: Journal = {
    recordEvent(event) {
      events.set(event.eventId, event);
      return Promise.resolve();
    },
    recordFailure(failure) {
      failures.push(failure);
      return Promise.resolve();
    },
    recordWait(wait) {
      waits.push(wait);
      return Promise.resolve();
    },
    recordInterruption(failure) {
      const { subject, consumer, messageId, receives } = failure;
      const isOfMessage = (each: JournalFailure): boolean =>
        each.subject === subject && each.consumer === consumer && each.messageId === messageId;
      if (failures.findLast(isOfMessage)?.receives === receives) return Promise.resolve(false);
      failures.push(failure);
      return Promise.resolve(true);
    },
    claimFetch(eventId) {
      const isFirst = !fetched.has(eventId);
      if (isFirst) fetched.set(eventId, undefined);
      return Promise.resolve(isFirst);
    },
    isPromised: (subject) => Promise.resolve(fetched.has(subject)),
    breakPromise(subject) {
      fetched.delete(subject);
      return Promise.resolve();
    },
    fetchedObject: (eventId) => Promise.resolve(fetched.get(eventId)),
    shareFetched(eventId, object) {
      fetched.set(eventId, object);
      return Promise.resolve();
    },
    orderKeyOf: (stripeId, account) => Promise.resolve(refs.get(scoped(stripeId, account))),
    rememberRef(stripeId, orderKey, account) {
      refs.set(scoped(stripeId, account), orderKey);
      return Promise.resolve();
    },
    claimRef(stripeId, orderKey, account) {
      const claimed = refs.get(scoped(stripeId, account)) ?? orderKey;
      refs.set(scoped(stripeId, account), claimed);
      return Promise.resolve(claimed);
    },
    getPurchase: (orderKey) => Promise.resolve(purchases.get(orderKey)),
    putPurchase(purchase) {
      const stored = purchases.get(purchase.orderKey);
      const kept = stored === undefined || outranks(purchase, stored) ? purchase : stored;
      purchases.set(purchase.orderKey, kept);
      return Promise.resolve(kept);
    },
  };
  return { ...journal, events, failures, waits, fetched, refs, purchases };
}

/** A signing secret of Stripe's length that says what it is for. */
export function signingSecret(name: string): string {
  return `whsec_${name.padEnd(32, "0")}`;
}
