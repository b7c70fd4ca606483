import type { Handling, Reservation, StockMove } from "./reservation.ts";

/** One write: the new reservation with the stock moves that belong to it, all or nothing. */
export interface Step {
  /** `part`: one transaction of several; the last of them has the effect of all. */
  readonly effect: "reserve" | "backorder" | "release" | "ship" | "note" | "part";
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
