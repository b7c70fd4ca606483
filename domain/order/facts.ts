import type { Customer } from "../customer.ts";
import type { Money } from "../event/presentment.ts";
import type { ParcelItem } from "../parcel/parcel.ts";

/**
 * What is known of one Stripe object, from its most advanced event. `state` only ever moves up its kind's ranks, and
 * among equals the later event wins.
 */
export interface Register {
  readonly state: string;
  /** Epoch seconds: when Stripe made the event. */
  readonly created: number;
  readonly eventId: string;
  /** What it is about, in minor units. */
  readonly amount?: number;
  /** The money that came by it, in minor units. */
  readonly paid?: number;
  readonly currency?: string;
  /** What the customer saw, where Stripe converted the amount. */
  readonly presentment?: Money;
  readonly customer?: Customer;
  /** Of a parcel. */
  readonly carrier?: string;
  readonly tracking?: string;
  readonly items?: readonly ParcelItem[];
}

/** By Stripe id, of what Stripe knows. */
export type Registers = Readonly<Record<string, Register>>;

/** The kinds of registers, each with its states from the least to the most advanced. Time decides between equal ranks. */
export const ranks = {
  /** `unpaid` waits for its money, `subscribed` leaves it to the invoice. Money that came outweighs everything. */
  sessions: { subscribed: 0, unpaid: 0, expired: 1, failed: 2, paid: 3 },
  /** An authorisation (`authorized`) waits to be captured, and ends by capture or, at last, as `canceled`. */
  payments: { failed: 0, authorized: 1, canceled: 2, succeeded: 3 },
  invoices: { failed: 0, paid: 1 },
  refunds: { requires_action: 0, pending: 1, succeeded: 2, canceled: 3, failed: 4 },
  /** Closed disputes rank by time: a lost one may be won later. */
  disputes: { open: 0, closed: 1, lost: 1, won: 1 },
  /** By the parcel's name within the order. */
  parcels: { shipped: 0 },
  deliveries: { delivered: 0 },
  /** What the warehouse could not find, by SKU; `order` where it names none. */
  shortages: { "out-of-stock": 0 },
} as const satisfies Record<string, Readonly<Record<string, number>>>;

export type Kind = keyof typeof ranks;

export const kinds = Object.keys(ranks) as readonly Kind[];

/** All that is known of an order. Grows only; see {@link joinFacts}. */
export interface Facts extends Readonly<Record<Kind, Registers>> {
  /** The first event that placed the order. Without one these are facts that wait for their order. */
  readonly placed?: Placement;
}

interface Placement {
  /** Epoch seconds. */
  readonly created: number;
  readonly eventId: string;
}

export const noFacts: Facts = {
  sessions: {},
  payments: {},
  invoices: {},
  refunds: {},
  disputes: {},
  parcels: {},
  deliveries: {},
  shortages: {},
};

/**
 * What is known by both together: per register the maximum, of placements the first. Associative, commutative and
 * idempotent, so events may come in any order and any number of times.
 */
export function joinFacts(one: Facts, other: Facts): Facts {
  const placed = firstPlacement(one.placed, other.placed);
  return {
    sessions: joinRegisters("sessions", one, other),
    payments: joinRegisters("payments", one, other),
    invoices: joinRegisters("invoices", one, other),
    refunds: joinRegisters("refunds", one, other),
    disputes: joinRegisters("disputes", one, other),
    parcels: joinRegisters("parcels", one, other),
    deliveries: joinRegisters("deliveries", one, other),
    shortages: joinRegisters("shortages", one, other),
    ...(placed === undefined ? {} : { placed }),
  };
}

function joinRegisters(kind: Kind, one: Facts, other: Facts): Registers {
  const ids = [...new Set([...Object.keys(one[kind]), ...Object.keys(other[kind])])].toSorted();
  return Object.fromEntries(
    ids.flatMap((id) => {
      const register = greater(kind, one[kind][id], other[kind][id]);
      return register === undefined ? [] : [[id, register]];
    }),
  );
}

function greater(kind: Kind, one: Register | undefined, other: Register | undefined): Register | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return compareRegisters(kind, one, other) >= 0 ? one : other;
}

/** One total order: rank, then time, then event. What an event lists of others' objects may tie; the text decides. */
function compareRegisters(kind: Kind, one: Register, other: Register): number {
  return (
    rankOf(kind, one) - rankOf(kind, other) ||
    one.created - other.created ||
    compareText(one.eventId, other.eventId) ||
    compareText(canonical(one), canonical(other))
  );
}

function rankOf(kind: Kind, { state }: Register): number {
  const ranksOfKind: Readonly<Record<string, number>> = ranks[kind];
  return ranksOfKind[state] ?? -1;
}

function firstPlacement(one: Placement | undefined, other: Placement | undefined): Placement | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  const order = one.created - other.created || compareText(one.eventId, other.eventId);
  return order <= 0 ? one : other;
}

function compareText(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

/** A register's text, whatever the order of its properties. */
function canonical(register: Register): string {
  const { customer, presentment, ...rest } = register;
  return JSON.stringify([sorted(rest), sorted(customer ?? {}), ...(presentment ? [sorted(presentment)] : [])]);
}

function sorted(object: object): unknown[] {
  return Object.entries(object).toSorted(([one], [other]) => compareText(one, other));
}

/** Whether they are the same. */
export function sameFacts(one: Facts, other: Facts): boolean {
  return (
    one.placed?.eventId === other.placed?.eventId &&
    kinds.every((kind) => {
      const ids = Object.keys(one[kind]);
      return (
        ids.length === Object.keys(other[kind]).length &&
        ids.every((id) => {
          const [here, there] = [one[kind][id], other[kind][id]];
          return here !== undefined && there !== undefined && canonical(here) === canonical(there);
        })
      );
    })
  );
}
