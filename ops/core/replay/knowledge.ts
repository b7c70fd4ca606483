import type { JournalEvent } from "../../../functions/shared/journal.ts";
import { mailKeysOf, mailNameIn, mailSubjects } from "../../../domain/mail/keys.ts";
import { scoped } from "../../../domain/order/key.ts";
import { partsOf } from "../../../domain/parcel/object-id.ts";
import type { Order } from "../../../domain/order/order.ts";
import type { Reservation } from "../../../domain/stock/reservation.ts";

/** Reads of the stack's tables, each of many keys at once; what does not exist is not in the result. */
export interface TableReads {
  /** Order keys by Stripe id, `<account>/` before it for a connected account's. */
  refs(ids: readonly string[]): Promise<ReadonlyMap<string, string>>;
  orders(keys: readonly string[]): Promise<ReadonlyMap<string, Order>>;
  /** States (`claimed`, `sending`, `sent`) by the mails' keys. */
  mails(keys: readonly string[]): Promise<ReadonlyMap<string, string>>;
  reservations(orderKeys: readonly string[]): Promise<ReadonlyMap<string, Reservation>>;
}

/** What the tables know of one event's order. */
export interface Known {
  /** Undefined for an event that is about nothing. */
  readonly orderKey: string | undefined;
  readonly order: Order | undefined;
  /** Whether the orders table has applied the event. */
  readonly inTimeline: boolean;
  /** By the mail's name. */
  readonly sentMails: ReadonlySet<string>;
  readonly reservation: Reservation | undefined;
}

const mostMerges = 5;

/** Which order each event belongs to, by event id: as the journal remembers it, else under its own id. */
export async function orderKeysOf(
  events: readonly JournalEvent[],
  reads: Pick<TableReads, "refs">,
): Promise<ReadonlyMap<string, string>> {
  const refs = await reads.refs(unique(events.map(objectKey)));
  return new Map(
    events.flatMap((event) => {
      const own = objectKey(event);
      return own === undefined ? [] : [[event.eventId, refs.get(own) ?? own] as const];
    }),
  );
}

/** Reads what the tables know of the events' orders; one result per event. */
export async function know(events: readonly JournalEvent[], reads: TableReads): Promise<ReadonlyMap<string, Known>> {
  const keys = await orderKeysOf(events, reads);
  const orders = await withMerged(unique([...keys.values()]), reads);
  const referenced = orderOfObjects([...orders.values()]);
  const perEvent = events.map((event) => {
    const own = keys.get(event.eventId);
    const orderKey = own === undefined || orders.has(own) ? own : (referenced.get(own) ?? own);
    const chain = orderKey === undefined ? [] : follow(orderKey, orders);
    const order = chain.at(-1);
    // What a consumer filed before the order was merged is filed under the key of that time.
    const filed = unique([orderKey, ...chain.map(({ orderId }) => orderId), ...(order?.aliases ?? [])]);
    return { event, orderKey, chain, order, filed };
  });
  const [mails, reservations] = await Promise.all([
    reads.mails(unique(perEvent.flatMap(({ event, order, filed }) => mailKeys(event, order, filed)))),
    reads.reservations(unique(perEvent.flatMap(({ filed }) => filed))),
  ]);
  return new Map(
    perEvent.map(({ event, orderKey, chain, order, filed }) => {
      const sent = mailKeys(event, order, filed).filter((key) => mails.get(key) === "sent");
      const known: Known = {
        orderKey,
        order,
        inTimeline: chain.some(({ timeline }) =>
          timeline.some(({ eventId, type }) => eventId === event.eventId && type === event.type),
        ),
        sentMails: new Set(sent.map(mailNameIn)),
        reservation: filed.map((key) => reservations.get(key)).find((each) => each !== undefined),
      };
      return [event.eventId, known];
    }),
  );
}

/** Every key that the order under a key goes by or that its events may be filed under. */
export async function allKeysOf(key: string, reads: Pick<TableReads, "orders">): Promise<ReadonlySet<string>> {
  const chain = follow(key, await withMerged([key], reads));
  return new Set([
    key,
    ...chain.flatMap(({ orderId, aliases }) => [orderId, ...aliases]),
    ...orderOfObjects(chain).keys(),
  ]);
}

/** The orders of refunds and disputes that another event reported first, and that the journal has no reference for. */
function orderOfObjects(orders: readonly Order[]): Map<string, string> {
  return new Map(
    orders.flatMap(({ orderId, account, facts }) =>
      [...Object.keys(facts.refunds), ...Object.keys(facts.disputes)].map(
        (id) => [scoped(id, account), orderId] as const,
      ),
    ),
  );
}

/** A parcel's order is named in its id. */
function objectKey({ objectId, account }: JournalEvent): string | undefined {
  return objectId === undefined ? undefined : scoped(partsOf(objectId).order, account);
}

/** The orders under the keys, and those that they were merged into. */
async function withMerged(keys: readonly string[], reads: Pick<TableReads, "orders">): Promise<Map<string, Order>> {
  const orders = new Map<string, Order>();
  let wanted = keys;
  for (let merges = 0; merges <= mostMerges && wanted.length > 0; merges += 1) {
    const found = await reads.orders(wanted);
    for (const [key, order] of found) orders.set(key, order);
    wanted = unique([...found.values()].map(({ mergedInto }) => mergedInto)).filter((key) => !orders.has(key));
  }
  return orders;
}

/** From the order under a key to the one that it is part of. */
function follow(key: string, orders: ReadonlyMap<string, Order>): Order[] {
  const chain: Order[] = [];
  for (let next: string | undefined = key; next !== undefined && chain.length <= mostMerges;) {
    const order: Order | undefined = orders.get(next);
    if (order === undefined) break;
    chain.push(order);
    next = order.mergedInto;
  }
  return chain;
}

/** The keys of every mail that the event may have caused. */
function mailKeys(event: JournalEvent, order: Order | undefined, filed: readonly string[]): string[] {
  const known = mailSubjects(order?.facts);
  const refund = unique([...(known.refund ?? []), event.objectId]).filter((id) => /^(?:re|pyr)_/u.test(id));
  const parcel = unique([...(known.parcel ?? []), partsOf(event.objectId ?? "").parcel]);
  return mailKeysOf(filed, { refund, parcel });
}

function unique(values: readonly (string | undefined)[]): string[] {
  return [...new Set(values)].filter((value) => value !== undefined);
}
