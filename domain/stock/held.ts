import type { Reservation, ReservationLine } from "./reservation.ts";

/** The lines whose units the stock rows count as reserved: all or none, but for a move that is under way. */
export function heldLines({ status, lines, transfer, unitsKept }: Reservation): readonly ReservationLine[] {
  if (transfer !== undefined) return lines.slice(0, transfer.held);
  return status === "reserved" || unitsKept === true ? lines : [];
}

/** The lines whose units the stock rows count as shipped. */
export function shippedLines({ status, lines, transfer }: Reservation): readonly ReservationLine[] {
  if (transfer !== undefined) return transfer.to === "shipped" ? lines.slice(transfer.held) : [];
  return status === "shipped" ? lines : [];
}
