// The consumers' own entries, so that a rehearsal cannot decide differently.
import { handleEvent as handleEmail } from "../../../functions/email-processor/handle-event.ts";
import { handleEvent as handleInventory } from "../../../functions/inventory-processor/handle-event.ts";
import { handleEvent as handleOrder } from "../../../functions/order-processor/handle-event.ts";
import { plainBrand } from "../../../domain/mail/brand.ts";
import { describeFailure } from "../../../domain/failure.ts";
import type { CauseCode } from "../../../domain/failure-causes.ts";
import type { Effect } from "../../../domain/event/types.ts";
import type { Log } from "../../../functions/shared/log.ts";
import type { Metrics } from "../../../functions/shared/metrics.ts";
import type { StripeApi } from "../../../domain/stripe-api.ts";
import type { StripeEvent } from "../../../domain/event/event.ts";
import { type TypedEvent, typedEvent } from "../../../domain/event/typed-event.ts";
import { settledReceive } from "../../../functions/shared/while-stripe-lags.ts";
import { overlayJournal, overlayLedger, overlayOrders, overlayStore, type StandingTables } from "./overlays.ts";

export interface RehearsalPorts extends StandingTables {
  readonly stripe: StripeApi;
  readonly restockOnRefund: boolean;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** What a consumer would do with an event: nothing, or what the lines say, or fail for a cause. */
export type Rehearsed =
  | { readonly outcome: "nothing" }
  | { readonly outcome: "changes"; readonly effects: readonly string[] }
  | { readonly outcome: "fails"; readonly causeCode: CauseCode; readonly message: string };

const metrics: Metrics = {
  count: () => undefined,
  observe: () => undefined,
  flush: () => Promise.resolve(),
};
const log: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };
/** Nothing comes a second time here: what Stripe does not list is taken for not there. */
const delivery = { receives: settledReceive };
const noWait = (): Promise<void> => Promise.resolve();

/**
 * Runs the consumers' own cores over the tables without writing anything: one after another as a replay would, each
 * event upon what the ones before it would have written. Stripe is asked what the consumers would ask.
 */
export function createRehearsal(ports: RehearsalPorts): (effect: Effect, event: StripeEvent) => Promise<Rehearsed> {
  const { stripe, now, restockOnRefund } = ports;
  const { orders, changes } = overlayOrders(ports);
  const { store, moves } = overlayStore(ports);
  const ledger = overlayLedger(ports);
  const shared = { consumer: "rehearsal", journal: overlayJournal(ports), stripe, metrics, log, now };
  let effects: string[] = [];

  const runs: Readonly<Record<Effect, (event: TypedEvent) => Promise<void>>> = {
    order: async (event) => {
      await handleOrder(event, delivery, { ...shared, orders, wait: noWait });
      effects.push(
        ...changes
          .splice(0)
          .map(({ before, after }) => `${after.orderId} ${statusChange(before?.status ?? "new", after.status)}`),
      );
    },
    mail: (event) =>
      handleEmail(
        event,
        { token: `rehearsal-${event.id}`, messageId: `rehearsal-${event.id}`, leaseUntil: now(), ...delivery },
        {
          ...shared,
          ledger,
          mailer: {
            send: ({ kind }) => {
              effects.push(`a ${kind} mail`);
              return Promise.resolve({ outcome: "accepted", sesMessageId: "rehearsal" });
            },
          },
          secrets: { read: () => Promise.resolve({ sesFromEmail: "rehearsal@example.com" }) },
          brand: plainBrand,
          wait: noWait,
          ended: new Set(),
          inTurn: (send) => send(),
        },
      ),
    stock: async (event) => {
      await handleInventory(
        event,
        { owner: `rehearsal-${event.id}`, leaseUntil: now(), ...delivery },
        {
          ...shared,
          store,
          warehouse: {
            publish: ({ kind, orderId }) => {
              effects.push(`a ${kind} notice for ${orderId}`);
              return Promise.resolve();
            },
          },
          restockOnRefund,
          wait: noWait,
          random: () => 0,
        },
      );
      effects.push(
        ...moves
          .splice(0)
          .map(({ sku, units }) => `${units > 0 ? "reserves" : "releases"} ${String(Math.abs(units))} ${sku}`),
      );
    },
  };

  return async (effect, event) => {
    effects = [];
    try {
      await runs[effect](typedEvent(event));
    } catch (error) {
      const { causeCode, message } = describeFailure(error);
      return { outcome: "fails", causeCode, message };
    }
    return effects.length === 0 ? { outcome: "nothing" } : { outcome: "changes", effects };
  };
}

/** An order may learn something, such as a further state of its refund, and stay what it is. */
function statusChange(before: string, after: string): string {
  return before === after ? `stays ${after}, knows more` : `${before} -> ${after}`;
}
