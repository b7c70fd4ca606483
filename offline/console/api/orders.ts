import { orderLists } from "../../../ops/aws/order-lists.ts";
import { listOrders, type OrderLine, type OrderQuery } from "../../../ops/core/list-orders.ts";
import type { Target } from "../../../ops/target.ts";
import { isBad, type EventLine } from "./events.ts";

/** What a branch did not make of one of the order's events. */
interface Problem {
  readonly branch: string;
  readonly eventId: string;
  readonly cause: string;
}

export interface OrderList {
  readonly orders: readonly (OrderLine & { readonly problems: readonly Problem[] })[];
  /** All that match; the newest are listed. */
  readonly count: number;
  /** Events that failed before there was an order of them. */
  readonly unplaced: number;
}

const mostOrders = 200;

/** @param failed events that failed or are dead letters */
export async function orderList(target: Target, query: OrderQuery, failed: readonly EventLine[]): Promise<OrderList> {
  const { orders, count } = await listOrders(
    query,
    mostOrders,
    orderLists(target, () => undefined),
  );
  const byOrder = Map.groupBy(failed, ({ orderKey }) => orderKey);
  return {
    orders: orders.map((order) => ({ ...order, problems: (byOrder.get(order.orderId) ?? []).flatMap(problemsOf) })),
    count,
    unplaced: failed.filter(({ hasOrder }) => !hasOrder).length,
  };
}

function problemsOf({ eventId, marks }: EventLine): Problem[] {
  return Object.entries(marks).flatMap(([branch, mark]) =>
    isBad(mark) ? [{ branch, eventId, cause: mark.cause ?? "" }] : [],
  );
}
