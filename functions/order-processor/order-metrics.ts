import type { Metrics } from "../shared/metrics.ts";
import type { Facts, Registers } from "../../domain/order/facts.ts";
import { stripeDecimals } from "../../domain/money.ts";
import type { Order } from "../../domain/order/order.ts";
import { deriveFulfilment, deriveStatus, statusLevels } from "../../domain/order/status.ts";

/**
 * Counts what became of an order by one write, so that a replay counts nothing.
 * @param before the facts that were there: the order's own and those that it absorbed
 */
export function countChanges(
  before: readonly Facts[],
  { status, currency, amountPaid, facts }: Pick<Order, "status" | "currency" | "amountPaid" | "facts">,
  metrics: Metrics,
): void {
  if (status === "merged") return;
  const was = before.map(deriveStatus);
  const became = (condition: (one: typeof status) => boolean): boolean => condition(status) && !was.some(condition);
  if (became((one) => one !== "unplaced")) metrics.count("OrdersPlaced", {});
  if (became((one) => one !== "merged" && statusLevels[one] === statusLevels.paid)) {
    metrics.count("OrdersPaid", {});
    if (currency !== undefined) {
      metrics.observe("OrderValue", amountPaid / 10 ** stripeDecimals(currency), { Currency: currency });
    }
  }
  if (became((one) => one === "refunded")) metrics.count("OrdersRefunded", {});
  if (became((one) => one === "disputed")) metrics.count("OrdersDisputed", {});
  const hadParcel = before.some(({ parcels, deliveries }) => hasAny(parcels) || hasAny(deliveries));
  if (!hadParcel && (hasAny(facts.parcels) || hasAny(facts.deliveries))) metrics.count("OrdersShipped", {});
  const isNow = (fulfilment: string): boolean =>
    deriveFulfilment(facts) === fulfilment && !before.some((each) => deriveFulfilment(each) === fulfilment);
  if (isNow("delivered")) metrics.count("OrdersDelivered", {});
  if (Object.keys(facts.shortages).some((sku) => before.every(({ shortages }) => shortages[sku] === undefined))) {
    metrics.count("OrdersOutOfStock", {});
  }
}

function hasAny(registers: Registers): boolean {
  return Object.keys(registers).length > 0;
}
