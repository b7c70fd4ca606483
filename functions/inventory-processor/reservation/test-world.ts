import { applyFacts, type Applied } from "./apply.ts";
import { noFacts, type StockFacts } from "../../../domain/stock/facts.ts";
import type { StockDemand } from "../../../domain/stock/demand.ts";
import { MemoryReservationStore } from "../../shared/stores/memory-reservation-store.ts";
import type { WarehouseNotice } from "../../../domain/stock/notices.ts";
import type { ReservationLine } from "../../../domain/stock/reservation.ts";

export const orderId = "pi_1";
export const twoMugs: readonly ReservationLine[] = [{ sku: "MUG", name: "Mug", quantity: 2 }];
/** As many SKUs as Stripe's largest invoice has lines. */
export const manyLines: readonly ReservationLine[] = Array.from({ length: 250 }, (_, index) => ({
  sku: `SKU-${index}`,
  name: `Thing ${index}`,
  quantity: 2,
}));

/** Stock for {@link manyLines}, except for the one at an index. */
export function stockOfMany(missing?: number): Record<string, number> {
  return Object.fromEntries(manyLines.map(({ sku }, index) => [sku, index === missing ? 1 : 5]));
}

export const paid = { paid: true, amountPaid: 2000 };

/** One order, its stock and the warehouse, with everything that the cores are given from outside. */
export interface World {
  store: MemoryReservationStore;
  published: WarehouseNotice[];
  paidBackorders: number;
  demandAsked: number;
  /** Milliseconds. */
  readonly pauses: number[];
  now: number;
  apply(facts: Partial<StockFacts>, message?: string): Promise<Applied>;
}

export interface WorldOptions {
  stock?: Record<string, number>;
  lines?: readonly ReservationLine[];
  refused?: StockDemand["refused"];
  restockOnRefund?: boolean;
}

export function world({
  stock = { MUG: 10 },
  lines = twoMugs,
  refused,
  restockOnRefund = true,
}: WorldOptions = {}): World {
  const store = new MemoryReservationStore(stock);
  const made: World = {
    store,
    published: [],
    paidBackorders: 0,
    demandAsked: 0,
    pauses: [],
    now: 1000,
    apply: (facts, message = "message-1") =>
      applyFacts(
        orderId,
        { ...noFacts, ...facts },
        {
          store,
          warehouse: {
            publish: async (notice) => {
              await Promise.resolve();
              store.interrupt("before publish");
              made.published.push(notice);
              store.interrupt("after publish");
            },
          },
          countPaidBackorder: async () => {
            await Promise.resolve();
            store.interrupt("before count");
            made.paidBackorders += 1;
            store.interrupt("after count");
          },
          demand: async () => {
            made.demandAsked += 1;
            return Promise.resolve({ lines, ...(refused === undefined ? {} : { refused }) });
          },
          now: () => made.now,
          wait: (milliseconds) => Promise.resolve(void made.pauses.push(milliseconds)),
          random: () => 0.5,
        },
        { restockOnRefund, handling: { owner: message, leaseUntil: made.now + 30_000 } },
      ),
  };
  return made;
}
