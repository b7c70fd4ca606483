import { isAbandoned, isFullyRefunded, joinFacts, noFacts, type StockFacts } from "./facts.ts";
import { withDueNotices } from "./notices.ts";
import type { Handling, Reservation, ReservationLine, StockMove } from "./reservation.ts";

/** One write: the reservation as it shall stand, with the stock moves that belong to it, all or nothing. */
export interface Step {
  readonly effect: "reserve" | "backorder" | "release" | "note";
  readonly next: Reservation;
  readonly moves: readonly StockMove[];
}

export interface DecideOptions {
  /** Whether a full refund returns the units to the available ones. */
  readonly restockOnRefund: boolean;
  /** The SKUs for which a reservation was just refused: it becomes a backorder. */
  readonly short?: readonly string[];
  readonly handling: Handling;
}

/**
 * The next write that the facts ask for, `lines-needed` when it depends on what was bought, or undefined when all
 * is as it should be. To be asked again after each write: a refund told before its payment takes two.
 *
 * The end depends on the facts alone and not on their order: a step is taken for each state that the purchase would
 * have gone through, so the warehouse is told the same and the stock ends the same.
 */
export function decide(
  current: Reservation | undefined,
  orderId: string,
  told: StockFacts,
  lines: readonly ReservationLine[] | undefined,
  options: DecideOptions,
): Step | "lines-needed" | undefined {
  const before = current ?? emptyReservation(orderId);
  const facts = joinFacts(before.facts, told);
  const known = { ...before, facts, version: before.version + 1 };

  if (wantsStock(before, facts)) {
    if (lines === undefined) return "lines-needed";
    return lines.length === 0 ? undefined : reserve({ ...known, lines }, options);
  }
  const holds = before.status === "reserved" || before.status === "backordered";
  if (isAbandoned(facts) && (holds || before.status === "pending")) {
    return release({ ...known, releasedBy: "abandonment" }, true, options);
  }
  if (holds && isFullyRefunded(facts)) {
    // With the refund told before the payment, the pick is due only now; the cancel after it says what it cancels.
    const picked = withDueNotices(known, options.handling);
    return release({ ...picked, releasedBy: "refund" }, options.restockOnRefund, options);
  }
  const next = withDueNotices(known, options.handling);
  const isNews = next !== known || JSON.stringify(facts) !== JSON.stringify(joinFacts(before.facts, noFacts));
  return isNews ? { effect: "note", next, moves: [] } : undefined;
}

function emptyReservation(orderId: string): Reservation {
  return { orderId, version: 0, status: "pending", facts: noFacts, lines: [], notices: {} };
}

function wantsStock(before: Reservation, facts: StockFacts): boolean {
  const open = before.status === "pending" || (before.status === "released" && before.releasedBy === "abandonment");
  return open && (facts.placed || facts.paid) && !isAbandoned(facts);
}

function reserve(known: Reservation, { handling, short }: DecideOptions): Step {
  const { releasedBy: _, ...rest } = known;
  if (short !== undefined) {
    const next: Reservation = { ...rest, status: "backordered", short };
    return { effect: "backorder", next: withDueNotices(next, handling), moves: [] };
  }
  const next: Reservation = { ...rest, status: "reserved" };
  const moves = known.lines.map(({ sku, quantity }) => ({ sku, units: quantity }));
  return { effect: "reserve", next: withDueNotices(next, handling), moves };
}

function release(known: Reservation, restock: boolean, { handling }: DecideOptions): Step {
  const { short: _, ...rest } = known;
  const held = known.status === "reserved";
  const next: Reservation = { ...rest, status: "released", ...(held && !restock ? { unitsKept: true } : {}) };
  const moves = held && restock ? known.lines.map(({ sku, quantity }) => ({ sku, units: -quantity })) : [];
  return { effect: held ? "release" : "note", next: withDueNotices(next, handling), moves };
}
