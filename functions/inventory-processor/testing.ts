import { readStripeEvent } from "../../domain/event/event.ts";
import { typedEvent } from "../../domain/event/typed-event.ts";
import { memoryStripe } from "../../packages/stripe-offline/memory-stripe.ts";
import type { SampleEvent, SampleObject } from "../../packages/stripe-offline/samples/index.ts";
import type { Report } from "../../packages/stripe-offline/scenarios/report.ts";
import { memoryJournal, recordLog, recordMetrics } from "../shared/testing.ts";
import { handleEvent, type InventoryEventPorts } from "./handle-event.ts";
import type { WarehouseNotice } from "../../domain/stock/notices.ts";
import { MemoryReservationStore } from "../shared/stores/memory-reservation-store.ts";

/** An inventory processor whose stock, warehouse and Stripe are in memory. */
export interface StockWorld {
  readonly store: MemoryReservationStore;
  readonly notices: WarehouseNotice[];
  readonly metrics: ReturnType<typeof recordMetrics>;
  readonly log: ReturnType<typeof recordLog>;
  readonly journal: ReturnType<typeof memoryJournal>;
  handle(event: SampleEvent | Report["event"], message?: string, receives?: number): Promise<void>;
}

export function stockWorld(
  objects: readonly SampleObject[],
  stock: Readonly<Record<string, number>>,
  overrides: Partial<InventoryEventPorts> = {},
): StockWorld {
  const store = new MemoryReservationStore(stock);
  const notices: WarehouseNotice[] = [];
  const metrics = recordMetrics();
  const log = recordLog();
  const journal = memoryJournal();
  const ports = {
    consumer: "inventory",
    store,
    warehouse: {
      publish: async (notice: WarehouseNotice) => {
        notices.push(notice);
        return Promise.resolve();
      },
    },
    journal,
    stripe: memoryStripe(objects),
    metrics,
    log,
    restockOnRefund: true,
    now: () => 0,
    wait: () => Promise.resolve(),
    random: () => 0.5,
    ...overrides,
  };
  const handle: StockWorld["handle"] = (event, message = "message-1", receives = 1) =>
    handleEvent(
      typedEvent(readStripeEvent(structuredClone(event))),
      { owner: message, leaseUntil: Number.POSITIVE_INFINITY, receives },
      ports,
    );
  return { store, notices, metrics, log, journal, handle };
}
