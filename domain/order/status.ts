import { type Money, shareOf } from "../event/presentment.ts";
import { type Facts, type Register, type Registers } from "./facts.ts";

/**
 * An order's status, derived from its facts. Each has a level; whatever comes in whatever order, the level never falls.
 * Within the last level an order moves as refunds and disputes do: a failed refund takes `refunded` back to `paid`.
 */
export const statusLevels = {
  /** Facts that wait for their order: a payment before its session, a session that expired. */
  unplaced: 0,
  "awaiting-payment": 1,
  expired: 2,
  /** Its authorisation ended without a capture. */
  canceled: 2,
  "payment-failed": 3,
  paid: 4,
  "partially-refunded": 4,
  refunded: 4,
  disputed: 4,
  "dispute-lost": 4,
} as const satisfies Record<string, number>;

export type DerivedStatus = keyof typeof statusLevels;

export const statusNames = Object.keys(statusLevels) as readonly DerivedStatus[];

/** Amounts in minor units of the order's currency. */
export interface Amounts {
  readonly amountTotal: number;
  readonly amountPaid: number;
  /** All refunds that have neither failed nor been canceled. */
  readonly amountRefunded: number;
}

export function deriveAmounts(facts: Facts): Amounts {
  const { sessions, invoices, payments, refunds } = facts;
  const [described] = [sessions, invoices, payments].flatMap(all);
  const effective = all(refunds).filter(isEffective);
  return {
    amountTotal: described?.amount ?? 0,
    // All report the same money, of one kind there may be several. But a session that is read after a capture by hand
    // shows what was authorised, and an invoice may be paid outside Stripe in part.
    amountPaid: Math.max(paidBy(invoices), paidBy(payments) || paidBy(sessions)),
    amountRefunded: sum(effective.map(({ amount }) => amount ?? 0)),
  };
}

function paidBy(registers: Registers): number {
  return sum(all(registers).map(({ paid }) => paid ?? 0));
}

/** What the customer saw and paid, in another currency than the order's, where Stripe converted it (Adaptive Pricing). */
export interface Presentment {
  /** ISO 4217, lower case. */
  readonly currency: string;
  readonly amountPaid: number;
  readonly amountRefunded: number;
}

export function derivePresentment(facts: Facts): Presentment | undefined {
  const { sessions, payments, refunds } = facts;
  const shown = (registers: Register[]): Money[] => registers.flatMap(({ presentment }) => presentment ?? []);
  const paid = [payments, sessions].map((kind) => shown(all(kind).filter((each) => each.paid !== undefined)));
  const seen = paid.find(({ length }) => length > 0) ?? [];
  const [first] = seen;
  if (first === undefined) return undefined;
  const total = (amounts: readonly Money[]): number => sum(amounts.map(({ amount }) => amount));
  const { currency } = first;
  const amountPaid = total(seen);
  const settled = deriveAmounts(facts).amountPaid;
  const refunded = all(refunds)
    .filter(isEffective)
    .map(({ presentment, amount = 0 }) => {
      return presentment ?? (settled > 0 ? shareOf({ currency, amount: amountPaid }, amount, settled) : undefined);
    });
  return { currency, amountPaid, amountRefunded: total(refunded.filter((money) => money !== undefined)) };
}

export function deriveStatus(facts: Facts): DerivedStatus {
  if (facts.placed === undefined) return "unplaced";
  return isPaid(facts) ? settledStatus(facts) : openStatus(facts);
}

function isPaid({ sessions, payments, invoices }: Facts): boolean {
  return has(sessions, "paid") || has(payments, "succeeded") || has(invoices, "paid");
}

function openStatus({ sessions, payments }: Facts): DerivedStatus {
  if (has(sessions, "failed")) return "payment-failed";
  if (has(payments, "canceled")) return "canceled";
  return has(sessions, "expired") ? "expired" : "awaiting-payment";
}

function settledStatus(facts: Facts): DerivedStatus {
  if (has(facts.disputes, "open")) return "disputed";
  if (has(facts.disputes, "lost")) return "dispute-lost";
  const { amountPaid, amountRefunded } = deriveAmounts(facts);
  if (amountRefunded === 0) return "paid";
  return amountRefunded >= amountPaid ? "refunded" : "partially-refunded";
}

export const fulfilments = ["shipped", "delivered", "out-of-stock"] as const;
/** How far the goods of an order are, beside its status, which is about money. */
export type Fulfilment = (typeof fulfilments)[number];

/** `delivered` once every parcel is; `out-of-stock` until a parcel is shipped after the warehouse reported that. */
export function deriveFulfilment({ parcels, deliveries, shortages }: Facts): Fulfilment | undefined {
  const names = [...Object.keys(parcels), ...Object.keys(deliveries)];
  const lastOf = (...kinds: Registers[]): number => Math.max(...kinds.flatMap(all).map(({ created }) => created));
  if (Object.keys(shortages).length > 0 && lastOf(shortages) > lastOf(parcels, deliveries)) return "out-of-stock";
  if (names.length === 0) return undefined;
  return names.every((name) => deliveries[name] !== undefined) ? "delivered" : "shipped";
}

function isEffective({ state }: Register): boolean {
  return state !== "failed" && state !== "canceled";
}

function has(registers: Registers, state: string): boolean {
  return all(registers).some((register) => register.state === state);
}

/** In the order of their ids, so that every derived value depends on the facts alone. */
function all(registers: Registers): Register[] {
  return Object.entries(registers)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([, register]) => register);
}

function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0);
}
