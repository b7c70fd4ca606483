import { heldLines } from "../../../domain/stock/held.ts";
import type { Reservation } from "../../../domain/stock/reservation.ts";

/** An order whose parcels and stock contradict each other. */
export interface ParcelDifference {
  readonly orderId: string;
  readonly text: string;
}

/** @param fulfilment of the reservation's order */
export function parcelDifference(
  reservation: Reservation,
  fulfilment: string | undefined,
): ParcelDifference | undefined {
  const { orderId, facts } = reservation;
  if (["shipped", "delivered"].includes(fulfilment ?? "") && heldLines(reservation).length > 0) {
    return { orderId, text: "its order has a parcel, its units are still reserved" };
  }
  if (facts.shipped === true && fulfilment === undefined) {
    return { orderId, text: "its units have left with a parcel, of which its order knows nothing" };
  }
  return undefined;
}
