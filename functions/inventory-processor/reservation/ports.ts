import type { StockDemand } from "../../../domain/stock/demand.ts";
import type { ReservationStore, Warehouse } from "../../../domain/stock/ports.ts";

export interface InventoryPorts {
  readonly store: ReservationStore;
  readonly warehouse: Warehouse;
  /** Counts a purchase that is paid and short of stock; the count is out when this resolves. */
  readonly countPaidBackorder: () => Promise<void>;
  /** What the purchase takes out of the stock. Asked only when something depends on it: it may cost a call to Stripe. */
  readonly demand: () => Promise<StockDemand>;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly wait: (milliseconds: number) => Promise<void>;
  /** From 0 to 1. */
  readonly random: () => number;
}
