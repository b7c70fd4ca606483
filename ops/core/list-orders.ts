import { fulfilments } from "../../domain/order/status.ts";

/** What a list is narrowed to; `not-shipped`: the warehouse has reported nothing. */
export const fulfilmentStates = ["not-shipped", ...fulfilments] as const;

/** A line of a list of orders. The index by customer contains less. */
export interface OrderLine {
  readonly orderId: string;
  readonly status: string;
  readonly fulfilment?: string;
  /** ISO time; absent for what is not an order yet. */
  readonly createdAt?: string;
  readonly customerId?: string;
  /** In minor units. */
  readonly amountTotal?: number;
  readonly amountPaid?: number;
  readonly amountRefunded?: number;
  readonly currency?: string;
  readonly customer?: { readonly name?: string | undefined; readonly email?: string | undefined };
  readonly items?: readonly { readonly name: string; readonly quantity: number }[];
  readonly aliases?: readonly string[];
}

export interface OrderQuery {
  /** Part of an id, of the customer's name or e-mail address. */
  readonly search?: string;
  readonly customer?: string;
  readonly status?: string;
  /** One of {@link fulfilmentStates}. */
  readonly fulfilment?: string;
  /** With a mail of this outcome. */
  readonly mail?: string;
  /** Epoch milliseconds. */
  readonly since?: number;
  readonly to?: number;
}

export interface OrderLists {
  /** By the index, which is cheap; the newest first. */
  ofCustomer(customer: string, since: string | undefined): AsyncIterable<readonly OrderLine[]>;
  /** With a mail of this outcome, or one that was `suppressed`: through the whole e-mail table. */
  withMail(outcome: string): AsyncIterable<readonly OrderLine[]>;
  /** Through the whole table, in no order. */
  all(status: string | undefined, since: string | undefined): AsyncIterable<readonly OrderLine[]>;
}

/** The orders that fit, the newest first, at most `limit` of them, and how many there are. */
export async function listOrders(
  { customer, status, fulfilment, mail, search = "", since, to }: OrderQuery,
  limit: number,
  lists: OrderLists,
): Promise<{ readonly orders: readonly OrderLine[]; readonly count: number }> {
  const from = since === undefined ? undefined : new Date(since).toISOString();
  const isIndexed = customer !== undefined && fulfilment === undefined;
  const listed = isIndexed ? lists.ofCustomer(customer, from) : lists.all(status, from);
  const pages = mail === undefined ? listed : lists.withMail(mail);
  let newest: OrderLine[] = [];
  let count = 0;
  for await (const page of pages) {
    const fitting = page.filter(
      (order) =>
        (status === undefined || order.status === status) &&
        (fulfilment === undefined || (order.fulfilment ?? fulfilmentStates[0]) === fulfilment) &&
        (customer === undefined || order.customerId === customer) &&
        isWithin(order, from, to) &&
        isFound(order, search.toLowerCase()),
    );
    count += fitting.length;
    newest = [...newest, ...fitting].toSorted(byNewest).slice(0, limit);
  }
  return { orders: newest, count };
}

function byNewest({ createdAt: a = "" }: OrderLine, { createdAt: b = "" }: OrderLine): number {
  return a < b ? 1 : a > b ? -1 : 0;
}

function isFound({ orderId, customerId, customer, aliases = [] }: OrderLine, text: string): boolean {
  return [orderId, customerId, customer?.name, customer?.email, ...aliases].some((each) =>
    each?.toLowerCase().includes(text),
  );
}

function isWithin({ createdAt = "" }: OrderLine, from = "", to = Infinity): boolean {
  return createdAt >= from && (to === Infinity || Date.parse(createdAt) <= to);
}
