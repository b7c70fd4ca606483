/** A line of a list of orders. The index by customer contains less. */
export interface OrderLine {
  readonly orderId: string;
  readonly status: string;
  /** ISO time; absent for what is not an order yet. */
  readonly createdAt?: string;
  readonly customerId?: string;
  /** In minor units. */
  readonly amountTotal?: number;
  readonly currency?: string;
}

export interface OrderQuery {
  readonly customer?: string;
  readonly status?: string;
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
  { customer, status, mail, since, to }: OrderQuery,
  limit: number,
  lists: OrderLists,
): Promise<{ readonly orders: readonly OrderLine[]; readonly count: number }> {
  const from = since === undefined ? undefined : new Date(since).toISOString();
  const listed = customer === undefined ? lists.all(status, from) : lists.ofCustomer(customer, from);
  const pages = mail === undefined ? listed : lists.withMail(mail);
  let newest: OrderLine[] = [];
  let count = 0;
  for await (const page of pages) {
    const fitting = page.filter(
      (order) =>
        (status === undefined || order.status === status) &&
        (customer === undefined || order.customerId === customer) &&
        isWithin(order, from, to),
    );
    count += fitting.length;
    newest = [...newest, ...fitting].toSorted(byNewest).slice(0, limit);
  }
  return { orders: newest, count };
}

function byNewest({ createdAt: a = "" }: OrderLine, { createdAt: b = "" }: OrderLine): number {
  return a < b ? 1 : a > b ? -1 : 0;
}

function isWithin({ createdAt = "" }: OrderLine, from = "", to = Infinity): boolean {
  return createdAt >= from && (to === Infinity || Date.parse(createdAt) <= to);
}
