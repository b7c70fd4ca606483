import type { StockDemand } from "./demand.ts";
import { isAbandoned, isFullyRefunded, joinFacts, noFacts, type StockFacts } from "./facts.ts";
import { closedByHand } from "./closed.ts";
import { heldLines } from "./held.ts";
import { withDueNotices } from "./notices.ts";
import type { Reservation, Transfer } from "./reservation.ts";
import type { DecideOptions, Step } from "./step.ts";
import { beginTransfer, proceed } from "./transfer.ts";

/**
 * The next write that the facts ask for, `demand-needed` when it depends on what was bought, or undefined when all
 * is as it should be. To be called again after each write: a refund that arrives before its payment takes two, an order of more
 * SKUs than a transaction takes several.
 *
 * The end depends on the facts alone and not on their order: a step is taken for each state that the purchase would
 * have gone through, so the warehouse gets the same notices and the stock ends the same.
 */
export function decide(
  current: Reservation | undefined,
  orderId: string,
  newFacts: StockFacts,
  demand: StockDemand | undefined,
  options: DecideOptions,
): Step | "demand-needed" | undefined {
  const before = current ?? emptyReservation(orderId);
  const facts = joinFacts(before.facts, newFacts);
  const known = { ...before, facts, version: before.version + 1 };

  if (known.transfer !== undefined) return proceed(known, known.transfer, options);
  if (facts.shipped === true && heldLines(before).length > 0) return beginTransfer(known, { to: "shipped" }, options);
  if (facts.shipped === true && before.status === "backordered") {
    return { effect: "note", next: closedByHand(known), moves: [] };
  }
  if (wantsStock(before, facts)) {
    if (demand === undefined) return "demand-needed";
    return reserve(known, demand, options);
  }
  const holds = before.status === "reserved" || before.status === "backordered";
  if (isAbandoned(facts) && (holds || before.status === "pending")) {
    return release(known, "abandonment", true, options);
  }
  if (holds && isFullyRefunded(facts)) {
    // When the refund arrives before the payment, the pick is due only now; the cancel after it says what it cancels.
    return release(withDueNotices(known, options.handling), "refund", options.restockOnRefund, options);
  }
  const next = withDueNotices(known, options.handling);
  const isNews = next !== known || JSON.stringify(facts) !== JSON.stringify(joinFacts(before.facts, noFacts));
  return isNews ? { effect: "note", next, moves: [] } : undefined;
}

function emptyReservation(orderId: string): Reservation {
  return { orderId, version: 0, status: "pending", facts: noFacts, lines: [], notices: {} };
}

function wantsStock(before: Reservation, facts: StockFacts): boolean {
  const { status, releasedBy } = before;
  if (!facts.placed && !facts.paid) return false;
  // Its units have left, whatever was given back before; a backorder's never were in stock.
  if (facts.shipped === true) return status === "pending" || (status === "released" && releasedBy !== "operator");
  const open = status === "pending" || releasedBy === "abandonment";
  return open && !isAbandoned(facts);
}

function reserve(before: Reservation, { refused, ...sold }: StockDemand, options: DecideOptions): Step | undefined {
  const known = { ...before, ...sold };
  const { lines } = sold;
  if (refused !== undefined) {
    const { releasedBy: _, ...rest } = known;
    const next: Reservation = {
      ...rest,
      status: "backordered",
      cause: refused.cause,
      short: refused.skus,
    };
    return { effect: "backorder", next: withDueNotices(next, options.handling), moves: [] };
  }
  return lines.length === 0 ? undefined : beginTransfer(known, { to: "reserved" }, options);
}

function release(
  known: Reservation,
  releasedBy: NonNullable<Transfer["releasedBy"]>,
  restock: boolean,
  options: DecideOptions,
): Step {
  if (known.status === "reserved" && restock) return beginTransfer(known, { to: "released", releasedBy }, options);
  const { short: _, cause: _cause, ...rest } = known;
  const held = known.status === "reserved";
  const next: Reservation = { ...rest, status: "released", releasedBy, ...(held ? { unitsKept: true } : {}) };
  return { effect: held ? "release" : "note", next: withDueNotices(next, options.handling), moves: [] };
}
