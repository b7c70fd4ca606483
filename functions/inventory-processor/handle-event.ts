import type { Journal } from "../shared/journal.ts";
import type { Log } from "../shared/log.ts";
import { loadPurchase, type PurchasePorts } from "../shared/load-purchase.ts";
import type { Metrics } from "../shared/metrics.ts";
import { resolveOrderKey } from "../shared/order-key.ts";
import type { ResolveOptions, ResolverPorts } from "../shared/order-key/resolution.ts";
import { unscoped } from "../../domain/order/key.ts";
import { type Delivery, whileStripeLags } from "../shared/while-stripe-lags.ts";
import type { StockFacts } from "../../domain/stock/facts.ts";
import type { StripeApi } from "../../domain/stripe-api.ts";
import { refundsOf } from "../shared/refunds.ts";
import type { TypedEvent } from "../../domain/event/typed-event.ts";
import { withEarlierFacts } from "./earlier-facts.ts";
import { type Applied, applyFacts } from "./reservation/apply.ts";
import type { InventoryPorts } from "./reservation/ports.ts";
import { type StockDemand, stockDemand } from "../../domain/stock/demand.ts";
import type { Handling } from "../../domain/stock/reservation.ts";
import { factsOfEvent } from "../../domain/stock/facts-of-event.ts";

export interface InventoryEventPorts extends Omit<InventoryPorts, "demand" | "countPaidBackorder"> {
  readonly journal: ResolverPorts["journal"] & PurchasePorts["journal"] & Pick<Journal, "rememberRef">;
  readonly stripe: Pick<StripeApi, "listRefunds"> & PurchasePorts["stripe"];
  /** Its name in index.ts, for metrics. */
  readonly consumer: string;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly restockOnRefund: boolean;
}

/**
 * What one Stripe event does to stock and warehouse.
 * @throws ProcessingError of the readers, StripeApi, the contents and {@link applyFacts}.
 */
export async function handleEvent(
  event: TypedEvent,
  attempt: Handling & Delivery,
  ports: InventoryEventPorts,
): Promise<void> {
  const { receives, ...handling } = attempt;
  await whileStripeLags(event, { receives }, ports, async (stripe, listsSettled) => {
    const newFacts = factsOfEvent(event, await refundsOf(event, stripe));
    if (newFacts !== undefined)
      await settleFacts(event, newFacts, handling, { ...ports, stripe, listsSettled, mergesLater: false });
  });
}

type SettlePorts = InventoryEventPorts & ResolveOptions;

async function settleFacts(
  event: TypedEvent,
  newFacts: StockFacts,
  handling: Handling,
  ports: SettlePorts,
): Promise<void> {
  const resolution = await resolveOrderKey(event, ports, ports);
  if (resolution.kind === "none") return;
  const { orderKey, ownKey, provisional } = resolution;
  const applied = await applyUnder(orderKey, event, newFacts, handling, ports);
  report(applied, event, orderKey, ports);
  if (!provisional) return;
  // The order's event may have looked here just before these facts were filed, and found nothing.
  const known = await ports.journal.orderKeyOf(unscoped(ownKey), event.account);
  if (known !== undefined && known !== orderKey) {
    report(await applyUnder(known, event, newFacts, handling, ports), event, known, ports);
  }
}

async function applyUnder(
  orderKey: string,
  event: TypedEvent,
  newFacts: StockFacts,
  handling: Handling,
  ports: SettlePorts,
): Promise<Applied> {
  const facts = await withEarlierFacts(newFacts, event, orderKey, ports);
  const demand = async (): Promise<StockDemand> => stockDemand(await loadPurchase(orderKey, event, ports, ports));
  const countPaidBackorder = async (): Promise<void> => {
    ports.metrics.count("BackordersPaid", {});
    await ports.metrics.flush();
  };
  const { restockOnRefund } = ports;
  return applyFacts(orderKey, facts, { ...ports, demand, countPaidBackorder }, { restockOnRefund, handling });
}

function report(
  applied: Applied,
  event: TypedEvent,
  orderId: string,
  { consumer, metrics, log }: InventoryEventPorts,
): void {
  const { effects, published, backorderCause } = applied;
  for (const effect of effects) {
    if (effect === "reserve") metrics.count("Reservations", {});
    if (effect === "backorder") metrics.count("Backorders", {});
    if (effect === "release") metrics.count("ReservationsReleased", {});
    if (effect === "ship") metrics.count("ReservationsShipped", {});
  }
  for (const kind of published) metrics.count("WarehouseNotices", { Kind: kind });
  if (effects.length === 0 && published.length === 0) metrics.count("EventsRepeated", { Consumer: consumer });
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
