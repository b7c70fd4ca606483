import { isObject } from "../../aws-offline/input.ts";
import { pack, type Packed, unpack } from "../../aws-offline/packed.ts";
import { sampleId } from "../samples/ids.ts";
import type { SavedAccount } from "./saved-account.ts";
import { invoiceInNewerShape, invoiceLineInNewerShape } from "./newer-shape.ts";
import { hasMore, isStripeObject, listData, numberOf, type JsonObject, type StripeObject } from "./stripe-object.ts";

/** Kept as objects of their own; where another object carries one whole, it is replaced by its id. */
const collapsed = new Set([
  "charge",
  "checkout.session",
  "customer",
  "dispute",
  "invoice",
  "invoice_payment",
  "payment_intent",
  "product",
  "refund",
  "subscription",
]);

interface Stored {
  object: StripeObject;
  /** Epoch seconds of the state; an older one does not replace a newer one. */
  asOf: number;
  sequence: number;
  /** When it became known, by the run's clock. */
  since: number;
}

export interface StoredEvent {
  event: StripeObject;
  /** It passed the webhook. */
  delivered: boolean;
}

/** What is known of an event without unpacking it. */
interface EventHead {
  readonly type: string;
  readonly created: number;
  readonly delivered: boolean;
}

interface KeptEvent extends EventHead {
  readonly event: Packed;
  readonly sequence: number;
  readonly since: number;
}

/** What Stripe knows of one account, each object in its latest state. */
export class AccountStore {
  readonly #objects = new Map<string, Stored>();
  /** All lines of a Checkout session or an invoice, by its id. */
  readonly #lines = new Map<string, StripeObject[]>();
  readonly #events = new Map<string, KeptEvent>();
  /** Of each event, by the id of its thin one. */
  readonly #thin = new Map<string, string>();
  /** The lists of `all` that are up to date. */
  readonly #sorted = new Map<string, StripeObject[]>();
  readonly #byType = new Map<string, Map<string, Stored>>();
  readonly #now: () => number;
  #sequence = 0;
  /** Lists lack what became known later. */
  #knownBy = Number.POSITIVE_INFINITY;

  /** @param now epoch milliseconds by the run's clock */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** What `read` returns when lists lack what became known after a time; objects read by their id are never behind. */
  behind<T>(time: number, read: () => T): T {
    const before = this.#knownBy;
    this.#knownBy = time;
    try {
      return read();
    } finally {
      this.#knownBy = before;
    }
  }

  /** Takes an object in the state that it had at `asOf`, and every object inside it. */
  absorb(object: StripeObject, asOf: number): void {
    const known = this.#objects.get(object.id);
    const plain = this.#collapse(this.#withoutLists(object, asOf), asOf);
    if (known === undefined || known.asOf <= asOf) {
      const { sequence, since } = known ?? { sequence: this.#next(), since: this.#now() };
      this.#keep({ object: { ...plain, id: object.id, object: object.object }, asOf, sequence, since });
    }
  }

  addEvent(event: StripeObject, delivered: boolean, since = this.#now()): void {
    const known = this.#events.get(event.id);
    this.#thin.set(sampleId("evt_thin", event.id), event.id);
    this.#events.set(event.id, {
      event: pack(JSON.stringify(event)),
      type: String(event["type"]),
      created: numberOf(event["created"]),
      delivered: delivered || known?.delivered === true,
      sequence: known?.sequence ?? this.#next(),
      since: known?.since ?? since,
    });
  }

  save(): SavedAccount {
    return {
      objects: [...this.#objects.values()].map(({ object, asOf, since }) => ({ object, asOf, since })),
      lines: Object.fromEntries(this.#lines),
      events: [...this.#events.values()].map((kept) => ({ ...storedEvent(kept), since: kept.since })),
    };
  }

  restore({ objects, lines, events }: SavedAccount): void {
    for (const stored of objects) this.#keep({ ...stored, sequence: this.#next() });
    for (const [id, kept] of Object.entries(lines)) this.#lines.set(id, kept);
    for (const { event, delivered, since } of events) this.addEvent(event, delivered, since);
  }

  find(id: string): StripeObject | undefined {
    return this.#objects.get(id)?.object;
  }

  findEvent(id: string): StoredEvent | undefined {
    const kept = this.#events.get(id);
    return kept === undefined ? undefined : storedEvent(kept);
  }

  findThinEvent(id: string): StoredEvent | undefined {
    return this.findEvent(this.#thin.get(id) ?? "");
  }

  /** That the event of this id, or its thin one, passed the webhook. */
  markDelivered(id: string): void {
    const kept = this.#events.get(this.#thin.get(id) ?? id);
    if (kept !== undefined) this.#events.set(this.#thin.get(id) ?? id, { ...kept, delivered: true });
  }

  /** Undefined when nothing was ever said of them. */
  lines(id: string): StripeObject[] | undefined {
    return this.#lines.get(id);
  }

  /** All of one kind, the latest first, as Stripe lists them. */
  all(type: string): StripeObject[] {
    const all = this.#allKnown(type);
    return this.#knownBy === Number.POSITIVE_INFINITY
      ? all
      : all.filter(({ id }) => this.#isListed(this.#objects.get(id)));
  }

  #allKnown(type: string): StripeObject[] {
    const known = this.#sorted.get(type);
    if (known !== undefined) return known;
    const sorted = [...(this.#byType.get(type)?.values() ?? [])]
      .toSorted((a, b) => numberOf(b.object["created"]) - numberOf(a.object["created"]) || b.sequence - a.sequence)
      .map((stored) => stored.object);
    this.#sorted.set(type, sorted);
    return sorted;
  }

  /** The latest first. */
  events(isWanted: (head: EventHead) => boolean): StoredEvent[] {
    return [...this.#events.values()]
      .filter((kept) => this.#isListed(kept) && isWanted(kept))
      .toSorted((a, b) => b.created - a.created || b.sequence - a.sequence)
      .map(storedEvent);
  }

  remove(id: string): boolean {
    const type = this.#objects.get(id)?.object.object;
    if (type === undefined) return false;
    this.#sorted.delete(type);
    this.#byType.get(type)?.delete(id);
    return this.#objects.delete(id);
  }

  #isListed(known: { readonly since: number } | undefined): boolean {
    return known !== undefined && known.since <= this.#knownBy;
  }

  #keep(stored: Stored): void {
    const { id, object: type } = stored.object;
    this.#objects.set(id, stored);
    const alike = this.#byType.get(type) ?? new Map<string, Stored>();
    this.#byType.set(type, alike.set(id, stored));
    this.#sorted.delete(type);
  }

  #next(): number {
    this.#sequence += 1;
    return this.#sequence;
  }

  /** Lines, refunds and payments are kept separately: an object's state says nothing of theirs. */
  #withoutLists(object: StripeObject, asOf: number): JsonObject {
    const { line_items: items, lines, refunds, payments, ...rest } = object;
    switch (object.object) {
      case "checkout.session":
        this.#keepLines(object.id, items, asOf);
        return rest;
      case "invoice":
        this.#keepLines(object.id, lines, asOf, invoiceLineInNewerShape);
        listData(payments).forEach((payment) => this.absorb(payment, asOf));
        return invoiceInNewerShape(rest);
      case "charge":
        listData(refunds).forEach((refund) => this.absorb(refund, asOf));
        return rest;
      default:
        return object;
    }
  }

  /** A list that has more never replaces one that was whole. */
  #keepLines(id: string, list: unknown, asOf: number, shaped = (line: StripeObject) => line): void {
    if (!isObject(list) || (hasMore(list) && this.#lines.has(id))) {
      return;
    }
    const lines = listData(list).map((line): StripeObject => ({
      ...this.#collapse(shaped(line), asOf),
      id: line.id,
      object: line.object,
    }));
    this.#lines.set(id, lines);
  }

  #collapse(object: JsonObject, asOf: number): JsonObject {
    return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, this.#collapseValue(value, asOf)]));
  }

  #collapseValue(value: unknown, asOf: number): unknown {
    if (Array.isArray(value)) {
      return value.map((item) => this.#collapseValue(item, asOf));
    }
    if (!isObject(value)) return value;
    if (isStripeObject(value) && collapsed.has(value.object)) {
      this.absorb(value, asOf);
      return value.id;
    }
    if (isStripeObject(value) && value.object === "price") {
      // Line items carry their price whole.
      this.absorb(value, asOf);
    }
    return this.#collapse(value, asOf);
  }
}

function storedEvent({ event, delivered }: KeptEvent): StoredEvent {
  return { event: JSON.parse(unpack(event)) as StripeObject, delivered };
}
