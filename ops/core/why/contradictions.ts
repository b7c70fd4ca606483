import type { Effect } from "../../../domain/event/types.ts";
import { mailKeysOf, mailSubjects } from "../../../domain/mail/keys.ts";
import type { Order } from "../../../domain/order/order.ts";
import type { Reservation } from "../../../domain/stock/reservation.ts";
import type { TableReads } from "../replay/knowledge.ts";

/** A table that lacks what another one shows must have been. */
export interface Contradiction {
  /** Of the consumer that writes the table. */
  readonly effect: Effect;
  readonly missing: number;
  /** How many were looked at. */
  readonly of: number;
  /** An order's key. */
  readonly example: string;
  /** ISO time of the earliest event that is known of what is missing. */
  readonly from?: string;
}

interface Samples {
  readonly orders: readonly Order[];
  readonly reservations: readonly Reservation[];
}

/** Compares some orders with what stock and mails know of them, and some reservations with the orders. */
export async function contradictions({ orders, reservations }: Samples, reads: TableReads): Promise<Contradiction[]> {
  const paid = orders.filter(({ status, facts }) => status !== "merged" && Object.keys(facts.payments).length > 0);
  const [withoutOrder, withoutReservation, withoutMail] = await Promise.all([
    lackingOrders(reservations, reads),
    lackingReservations(paid, reads),
    lackingMails(paid, reads),
  ]);
  return [withoutOrder, withoutReservation, withoutMail].filter(({ missing }) => missing > 0);
}

async function lackingOrders(reservations: readonly Reservation[], reads: TableReads): Promise<Contradiction> {
  const keys = reservations.filter(({ facts }) => facts.paid).map(({ orderId }) => orderId);
  const refs = await reads.refs(keys);
  const known = await reads.orders([...new Set(keys.flatMap((key) => [key, refs.get(key) ?? key]))]);
  const missing = keys.filter((key) => !known.has(key) && !known.has(refs.get(key) ?? key));
  return { effect: "order", missing: missing.length, of: keys.length, example: missing[0] ?? "" };
}

async function lackingReservations(orders: readonly Order[], reads: TableReads): Promise<Contradiction> {
  const withGoods = orders.filter(({ items = [] }) => items.some(({ goods }) => goods));
  const known = await reads.reservations(withGoods.flatMap(keysOf));
  return lacking(
    "stock",
    withGoods,
    withGoods.filter((order) => !keysOf(order).some((key) => known.has(key))),
  );
}

async function lackingMails(orders: readonly Order[], reads: TableReads): Promise<Contradiction> {
  const reachable = orders.filter(({ customer }) => customer.email !== undefined);
  const mailsOf = (order: Order): string[] => mailKeysOf(keysOf(order), mailSubjects(order.facts));
  const known = await reads.mails(reachable.flatMap(mailsOf));
  return lacking(
    "mail",
    reachable,
    reachable.filter((order) => !mailsOf(order).some((key) => known.has(key))),
  );
}

function lacking(effect: Effect, all: readonly Order[], missing: readonly Order[]): Contradiction {
  const times = missing.flatMap(({ timeline }) => timeline.map(({ applied }) => applied)).toSorted();
  return {
    effect,
    missing: missing.length,
    of: all.length,
    example: missing[0]?.orderId ?? "",
    ...(times[0] === undefined ? {} : { from: times[0] }),
  };
}

function keysOf({ orderId, aliases }: Order): string[] {
  return [orderId, ...aliases];
}
