import type { DecideOptions, Step } from "./step.ts";
import { withDueNotices } from "./notices.ts";
import type { Handling, Reservation, ReservationLine, StockMove, Transfer } from "./reservation.ts";

/** A transaction of DynamoDB takes 100 items: the reservation and a row for each SKU. */
const mostMoves = 99;

type Course = Pick<DecideOptions, "short" | "handling">;

/** The first transaction of a move of all lines, which is the last one too unless there are more than {@link mostMoves}. */
export function beginTransfer(known: Reservation, goal: Omit<Transfer, "held">, course: Course): Step {
  return proceed(known, { ...goal, held: goal.to === "reserved" ? 0 : known.lines.length }, course);
}

/**
 * The next transaction of a transfer. Each counts in the reservation's version and moves its stock rows with it, so a
 * crash between two of them leaves a number of lines that are held, from which anybody goes on. Where one is short of
 * stock, those before it are given back.
 * @param known the reservation as it will be written, its version raised
 */
export function proceed(known: Reservation, transfer: Transfer, course: Course): Step {
  const { held } = transfer;
  if (transfer.to === "reserved") {
    if (course.short !== undefined) return proceed(known, { to: "backordered", held, short: course.short }, course);
    const part = known.lines.slice(held, held + mostMoves);
    return stepTo(known, { ...transfer, held: held + part.length }, movesOf(part, transfer.to), course.handling);
  }
  const left = Math.max(0, held - mostMoves);
  return stepTo(
    known,
    { ...transfer, held: left },
    movesOf(known.lines.slice(left, held), transfer.to),
    course.handling,
  );
}

function movesOf(lines: readonly ReservationLine[], to: Transfer["to"]): StockMove[] {
  const sign = to === "reserved" ? 1 : -1;
  const leave = to === "shipped" ? ({ leave: true } as const) : {};
  return lines.map(({ sku, quantity }) => ({ sku, units: sign * quantity, ...leave }));
}

function stepTo(known: Reservation, transfer: Transfer, moves: readonly StockMove[], handling: Handling): Step {
  const isLast = transfer.held === (transfer.to === "reserved" ? known.lines.length : 0);
  if (!isLast) return { effect: "part", next: { ...known, transfer }, moves };
  const { effect, next } = atEnd(known, transfer);
  return { effect, next: withDueNotices(next, handling), moves };
}

function atEnd(known: Reservation, { to, short, releasedBy }: Transfer): Pick<Step, "effect" | "next"> {
  const { transfer: _, releasedBy: _by, short: _short, cause: _cause, unitsKept: _kept, ...rest } = known;
  if (to === "reserved") return { effect: "reserve", next: { ...rest, status: to } };
  if (to === "shipped") return { effect: "ship", next: { ...rest, status: to } };
  if (to === "backordered") {
    return { effect: "backorder", next: { ...rest, status: to, cause: "out-of-stock", short: short ?? [] } };
  }
  return { effect: "release", next: { ...rest, status: to, ...(releasedBy === undefined ? {} : { releasedBy }) } };
}
