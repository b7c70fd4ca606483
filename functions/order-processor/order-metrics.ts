import type { Metrics } from "../shared/metrics.ts";
import type { Facts } from "../../domain/order/facts.ts";
import { stripeDecimals } from "../../domain/mail/money.ts";
import type { Order } from "../../domain/order/order.ts";
import { deriveStatus, statusLevels } from "../../domain/order/status.ts";

/**
 * Counts what became of an order by one write, so that a replay counts nothing.
 * @param before the facts that were there: the order's own and those that it absorbed
 */
export function countChanges(
  before: readonly Facts[],
  { status, currency, amountPaid }: Order,
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
}
