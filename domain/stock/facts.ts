/**
 * What inventory knows of a purchase. Every part only grows, so that joining is associative, commutative and
 * idempotent: events may come in any order and any number.
 */
export interface StockFacts {
  /** The customer finished the checkout. */
  readonly placed: boolean;
  /** The money came in. */
  readonly paid: boolean;
  /** What was paid, in minor units: the least that a purchase's events report. */
  readonly amountPaid?: number;
  /** What the shop captured by hand: a session that is read afterwards shows as paid what was authorised. */
  readonly amountCaptured?: number;
  /** A delayed payment method did not deliver the money. */
  readonly paymentFailed: boolean;
  /** The checkout was never finished. */
  readonly expired: boolean;
  /**
   * Refund id to amount in minor units, of each refund that ever succeeded. One that fails afterwards stays: the
   * merchant wanted the money back with the customer, so the goods do not go back on the pick list on their own.
   */
  readonly refunds: Readonly<Record<string, number>>;
  /** Dispute id to whether it was ever won. A closed dispute implies an opened one. */
  readonly disputes: Readonly<Record<string, { readonly won: boolean }>>;
  /** The warehouse has sent, or delivered, a parcel; absent: not. No message shows which units are in it, so it counts for all. */
  readonly shipped?: true;
}

export const noFacts: StockFacts = {
  placed: false,
  paid: false,
  paymentFailed: false,
  expired: false,
  refunds: {},
  disputes: {},
};

export function joinFacts(a: StockFacts, b: StockFacts): StockFacts {
  const amounts = [a.amountPaid, b.amountPaid].filter((amount) => amount !== undefined);
  const captures = [a.amountCaptured, b.amountCaptured].filter((amount) => amount !== undefined);
  return {
    placed: a.placed || b.placed,
    paid: a.paid || b.paid,
    ...(amounts.length === 0 ? {} : { amountPaid: Math.min(...amounts) }),
    ...(captures.length === 0 ? {} : { amountCaptured: Math.max(...captures) }),
    paymentFailed: a.paymentFailed || b.paymentFailed,
    expired: a.expired || b.expired,
    refunds: joinRecords(a.refunds, b.refunds, Math.max),
    disputes: joinRecords(a.disputes, b.disputes, (x, y) => ({ won: x.won || y.won })),
    ...(a.shipped === true || b.shipped === true ? { shipped: true } : {}),
  };
}

/** Keys in order, so that equal facts are equal as JSON too. */
function joinRecords<T>(
  a: Readonly<Record<string, T>>,
  b: Readonly<Record<string, T>>,
  join: (x: T, y: T) => T,
): Readonly<Record<string, T>> {
  const joined = new Map(Object.entries(a));
  for (const [key, value] of Object.entries(b)) {
    const other = joined.get(key);
    joined.set(key, other === undefined ? value : join(other, value));
  }
  return Object.fromEntries([...joined].toSorted(([x], [y]) => (x < y ? -1 : 1)));
}

/** An unpaid purchase that will not be paid any more. A payment outranks it, whichever arrives first. */
export function isAbandoned(facts: StockFacts): boolean {
  return !facts.paid && (facts.paymentFailed || facts.expired);
}

/** Whether the refunds that succeeded give back all that was paid; never before the payment is known. */
export function isFullyRefunded(facts: StockFacts): boolean {
  const refunds = Object.values(facts.refunds);
  const paid = facts.amountCaptured ?? facts.amountPaid;
  if (paid === undefined || refunds.length === 0) return false;
  return refunds.reduce((sum, amount) => sum + amount, 0) >= paid;
}
