import type { AccountStore } from "./account-store.ts";
import { missingRefunds } from "./derived-refunds.ts";
import { parameterText } from "./parameters.ts";
import type { StripeRequest } from "./types.ts";

/** Real milliseconds; well below what a caller waits for Stripe. */
const usualPatienceMilliseconds = 1500;

/**
 * Stripe knows a refund before it sends its event; the offline run learns it from its events, of which `charge.refunded` may be
 * handled before the one that carries the refund has come. So that one is waited for before a refund is derived.
 */
export class RefundPatience {
  readonly #milliseconds: number;
  readonly #waiting = new Set<() => void>();

  constructor(milliseconds = usualPatienceMilliseconds) {
    this.#milliseconds = milliseconds;
  }

  /** Something new is known. */
  learned(): void {
    for (const lookAgain of this.#waiting) lookAgain();
  }

  /** Resolves when all refunds of the charge that is asked for are known, or the patience is over. */
  async wait({ method, path, parameters }: StripeRequest, store: AccountStore): Promise<void> {
    const id = method === "GET" && path === "/v1/refunds" ? parameterText(parameters, "charge") : undefined;
    const isKnown = (): boolean => {
      const charge = id === undefined ? undefined : store.find(id);
      return charge === undefined || missingRefunds(store, charge) <= 0;
    };
    if (isKnown()) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const lookAgain = (): void => {
      if (isKnown()) resolve();
    };
    this.#waiting.add(lookAgain);
    const timer = setTimeout(resolve, this.#milliseconds).unref();
    await promise;
    clearTimeout(timer);
    this.#waiting.delete(lookAgain);
  }
}
