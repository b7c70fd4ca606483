import type { Reservation } from "./reservation.ts";

/** A backorder that was seen to without the stock: nothing waits for stock any more, and no stock moves. */
export function closedByHand({ short: _short, cause: _cause, ...backorder }: Reservation): Reservation {
  return { ...backorder, status: "released", releasedBy: "operator" };
}
