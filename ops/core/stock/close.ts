import type { ReservationStore } from "../../../domain/stock/ports.ts";
import type { Reservation } from "../../../domain/stock/reservation.ts";

/** A backorder that a person has seen to: nothing waits for stock any more, and no stock moves. */
function closed({ short: _short, cause: _cause, ...backorder }: Reservation): Reservation {
  return { ...backorder, version: backorder.version + 1, status: "released", releasedBy: "operator" };
}

export function isClosable({ status, transfer }: Reservation): boolean {
  return status === "backordered" && transfer === undefined;
}

/** @returns whether it was still as it was read */
export async function closeBackorder(backorder: Reservation, store: Pick<ReservationStore, "write">): Promise<boolean> {
  return (await store.write(closed(backorder), [])).outcome === "written";
}
