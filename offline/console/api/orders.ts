import { orderLists } from "../../../ops/aws/order-lists.ts";
import { tracePorts } from "../../../ops/aws/trace.ts";
import { listOrders, type OrderLine } from "../../../ops/core/list-orders.ts";
import { trace, type Trace } from "../../../ops/core/trace/trace.ts";
import type { Target } from "../../../ops/target.ts";

export interface OrderList {
  readonly orders: readonly OrderLine[];
  /** All that match; the newest are listed. */
  readonly count: number;
}

const mostOrders = 200;

export function orderList(target: Target, status: string | undefined): Promise<OrderList> {
  const lists = orderLists(target, () => undefined);
  return listOrders(status === undefined ? {} : { status }, mostOrders, lists);
}

/** @returns undefined for an id that nobody knows */
export function journeyOf(target: Target, id: string): Promise<Trace | undefined> {
  return trace(id, tracePorts(target));
}
