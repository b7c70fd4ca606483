import type { Order } from "./order.ts";

/** The orders table. */
export interface OrderStore {
  /** Strongly consistent. @throws Error that names an item which is not a valid order */
  get(orderId: string): Promise<Order | undefined>;
  /**
   * Replaces the version before the order's, and with it, all or nothing, what became part of it.
   * @returns false when another write came first
   */
  put(order: Order, merged: readonly Order[]): Promise<boolean>;
}
