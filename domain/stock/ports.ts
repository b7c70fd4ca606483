import type { WarehouseNotice } from "./notices.ts";
import type { Reservation, StockMove } from "./reservation.ts";

/**
 * What became of a write. `changed`: the reservation is no longer the one that was read. `contended`: another
 * transaction was at the same rows. `short`: these SKUs have not enough units or are unknown. Nothing was written then.
 */
export type WriteOutcome =
  | { readonly outcome: "written" | "changed" | "contended" }
  | { readonly outcome: "short"; readonly skus: readonly string[] };

export interface ReservationStore {
  /** Strongly consistent. */
  read(orderId: string): Promise<Reservation | undefined>;
  /** Writes the reservation, if the stored one is a version behind, and all stock moves, or nothing. */
  write(reservation: Reservation, moves: readonly StockMove[]): Promise<WriteOutcome>;
  markPublished(orderId: string, noticeKey: string): Promise<void>;
  markCounted(orderId: string): Promise<void>;
}

/** Takes a notice at least once: one whose publication was not marked is published again. */
export interface Warehouse {
  publish(notice: WarehouseNotice): Promise<void>;
}
