import type { Journal } from "../shared/journal.ts";
import type { Log } from "../shared/log.ts";
import type { Metrics } from "../shared/metrics.ts";
import type { PurchasePorts } from "../shared/load-purchase.ts";
import type { StripeApi } from "../../domain/stripe-api.ts";
import type { OrderStore } from "../../domain/order/ports.ts";

/** All that the order processor needs of the world. */
export interface OrderPorts {
  readonly orders: OrderStore;
  readonly journal: PurchasePorts["journal"] & Pick<Journal, "orderKeyOf" | "rememberRef" | "claimRef">;
  readonly stripe: PurchasePorts["stripe"] & Pick<StripeApi, "listRefunds">;
  /** Its name in index.ts, for metrics. */
  readonly consumer: string;
  readonly metrics: Metrics;
  readonly log: Log;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Resolves after a while: between two attempts to write. */
  readonly wait: (milliseconds: number) => Promise<void>;
}
