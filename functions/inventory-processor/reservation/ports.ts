import type { ReservationStore, Warehouse } from "../../../domain/stock/ports.ts";
import type { ReservationLine } from "../../../domain/stock/reservation.ts";

export interface InventoryPorts {
  readonly store: ReservationStore;
  readonly warehouse: Warehouse;
  /** What of the purchase is kept in stock. Asked only when something depends on it: it may cost a call to Stripe. */
  readonly lines: () => Promise<readonly ReservationLine[]>;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly wait: (milliseconds: number) => Promise<void>;
  /** From 0 to 1. */
  readonly random: () => number;
}
