import type { Log } from "../shared/log.ts";
import { loadPurchase, type PurchasePorts } from "../shared/load-purchase.ts";
import type { Metrics } from "../shared/metrics.ts";
import { resolveOrderKey, type ResolverPorts } from "../shared/order-key.ts";
import type { StripeApi } from "../shared/stripe/api.ts";
import { refundsOf } from "../shared/refunds.ts";
import type { TypedEvent } from "../../domain/event/typed-event.ts";
import { withEarlierFacts } from "./earlier-facts.ts";
import { type Applied, applyFacts } from "./reservation/apply.ts";
import type { InventoryPorts } from "./reservation/ports.ts";
import { type StockDemand, stockDemand } from "../../domain/stock/demand.ts";
import type { Handling } from "../../domain/stock/reservation.ts";
import { factsOfEvent } from "../../domain/stock/facts-of-event.ts";

export interface InventoryEventPorts extends Omit<InventoryPorts, "demand"> {
  readonly journal: ResolverPorts["journal"] & PurchasePorts["journal"];
  readonly stripe: Pick<StripeApi, "listRefunds"> & ResolverPorts["stripe"] & PurchasePorts["stripe"];
  readonly metrics: Metrics;
  readonly log: Log;
  readonly restockOnRefund: boolean;
}

/**
 * What one Stripe event does to stock and warehouse.
 * @throws ProcessingError of the readers, StripeApi, the contents and {@link applyFacts}.
 */
export async function handleEvent(event: TypedEvent, handling: Handling, ports: InventoryEventPorts): Promise<void> {
  const told = factsOfEvent(event, await refundsOf(event, ports.stripe));
  if (told === undefined) return;
  const resolution = await resolveOrderKey(event, ports);
  if (resolution.kind === "none") return;
  const { orderKey } = resolution;
  const facts = await withEarlierFacts(told, event, orderKey, ports);
  const demand = async (): Promise<StockDemand> => stockDemand(await loadPurchase(orderKey, event, ports));
  const { restockOnRefund } = ports;
  const applied = await applyFacts(orderKey, facts, { ...ports, demand }, { restockOnRefund, handling });
  report(applied, event, orderKey, ports);
}

function report(applied: Applied, event: TypedEvent, orderId: string, { metrics, log }: InventoryEventPorts): void {
  const { effects, published, backorderCause, backorderPaid } = applied;
  for (const effect of effects) {
    if (effect === "reserve") metrics.count("Reservations", {});
    if (effect === "backorder") metrics.count("Backorders", {});
    if (effect === "release") metrics.count("ReservationsReleased", {});
  }
  if (backorderPaid === true) metrics.count("BackordersPaid", {});
  for (const kind of published) metrics.count("WarehouseNotices", { Kind: kind });
  if (effects.length === 0 && published.length === 0) metrics.count("EventsRepeated", { Consumer: "inventory" });
  const cause = backorderCause === undefined ? {} : { cause: backorderCause };
  log.info({
    message: "stock settled",
    eventId: event.id,
    eventType: event.type,
    orderId,
    effects,
    ...cause,
    published,
  });
}
