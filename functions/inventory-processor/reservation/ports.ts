import type { WarehouseNotice } from "../../../domain/stock/notices.ts";
import type { Reservation, ReservationLine, StockMove } from "../../../domain/stock/reservation.ts";

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
}

export interface InventoryPorts {
  readonly store: ReservationStore;
  readonly warehouse: { publish(notice: WarehouseNotice): Promise<void> };
  /** What of the purchase is kept in stock. Asked only when something depends on it: it may cost a call to Stripe. */
  readonly lines: () => Promise<readonly ReservationLine[]>;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly wait: (milliseconds: number) => Promise<void>;
  /** From 0 to 1. */
  readonly random: () => number;
}
