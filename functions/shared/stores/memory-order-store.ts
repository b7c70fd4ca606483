import type { Order } from "../../../domain/order/order.ts";
import type { OrderStore } from "../../../domain/order/ports.ts";
import { readOrder } from "../../../domain/order/stored-order.ts";

/** The orders table in memory, with its condition on the version. */
export function memoryOrderStore() {
  const items = new Map<string, Order>();
  let writes = 0;
  const orders: OrderStore = {
    get(orderId) {
      const item = items.get(orderId);
      // As the table's reader does, so that a part of an order which it does not know shows.
      return Promise.resolve(item === undefined ? undefined : readOrder({ ...item }));
    },
    put(order, merged) {
      const all = [order, ...merged];
      const cameFirst = all.every(({ orderId, version }) => (items.get(orderId)?.version ?? 0) === version - 1);
      if (!cameFirst) return Promise.resolve(false);
      for (const each of all) items.set(each.orderId, structuredClone(each));
      writes += all.length;
      return Promise.resolve(true);
    },
  };
  return { ...orders, items, writes: () => writes };
}
