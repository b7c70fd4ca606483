import { closedByHand } from "../../../domain/stock/closed.ts";
import type { ReservationStore } from "../../../domain/stock/ports.ts";
import type { Reservation } from "../../../domain/stock/reservation.ts";

export function isClosable({ status, transfer }: Reservation): boolean {
  return status === "backordered" && transfer === undefined;
}

/** @returns whether it was still as it was read */
export async function closeBackorder(backorder: Reservation, store: Pick<ReservationStore, "write">): Promise<boolean> {
  const next = { ...closedByHand(backorder), version: backorder.version + 1 };
  return (await store.write(next, [])).outcome === "written";
}
