import type Stripe from "stripe";
import { scoped, unscoped } from "../domain/order/key.ts";
import { idOf } from "../domain/event/event.ts";
import { readInvoice } from "../domain/event/invoice.ts";
import { OpsError } from "./errors.ts";
import { askStripe, openStripe } from "./stripe.ts";
import type { Target } from "./target.ts";

/** The ids, or the expanded objects, that an object names. */
type Ask = (stripe: Stripe, id: string, options: Stripe.RequestOptions) => Promise<readonly unknown[]>;

const asks: readonly (readonly [prefix: RegExp, ask: Ask])[] = [
  [
    /^evt_/u,
    async (stripe, id, on) => {
      // A thin event's, which the journal has under the id of the snapshot event; else of one that the journal has lost.
      const thin = await stripe.v2.core.events.retrieve(id, {}, on).catch(unlessAbsent);
      return thin === undefined ? [(await stripe.events.retrieve(id, {}, on)).data.object] : [thin.snapshot_event];
    },
  ],
  [/^(?:ch|py)_/u, async (stripe, id, on) => [(await stripe.charges.retrieve(id, {}, on)).payment_intent]],
  [
    /^(?:re|pyr)_/u,
    async (stripe, id, on) => {
      const { payment_intent: intent, charge } = await stripe.refunds.retrieve(id, {}, on);
      return [intent, charge];
    },
  ],
  [
    /^(?:du|dp)_/u,
    async (stripe, id, on) => {
      const { payment_intent: intent, charge } = await stripe.disputes.retrieve(id, {}, on);
      return [intent, charge];
    },
  ],
  [
    /^cs_/u,
    async (stripe, id, on) => {
      const { payment_intent: intent, invoice } = await stripe.checkout.sessions.retrieve(id, {}, on);
      return [invoice, intent];
    },
  ],
  [
    /^in_/u,
    async (stripe, id, on) => {
      const invoice = await stripe.invoices.retrieve(id, { expand: ["payments"] }, on);
      return readInvoice({ ...invoice }).paymentIntents;
    },
  ],
  [
    /^pi_/u,
    async (stripe, id, on) => {
      const payment = { type: "payment_intent", payment_intent: id } as const;
      const invoices = await stripe.invoicePayments.list({ payment, limit: 1 }, on);
      const sessions = await stripe.checkout.sessions.list({ payment_intent: id, limit: 1 }, on);
      return [...invoices.data.map(({ invoice }) => invoice), ...sessions.data];
    },
  ],
];

function unlessAbsent(error: unknown): undefined {
  if (![400, 404].includes(Number(Reflect.get(Object(error), "statusCode")))) throw error;
}

/**
 * What a Stripe object belongs to according to Stripe: its invoice, payment intent, session or charge.
 * @returns a function of an id (`<account>/` before it for a connected account's) to such ids; none for what Stripe does
 *   not know
 * @throws OpsError when Stripe cannot be asked
 */
export function stripeRelations(target: Target): (id: string) => Promise<readonly string[]> {
  let opened: Promise<Stripe> | undefined;
  return async (key) => {
    const id = unscoped(key);
    const account = id === key ? undefined : key.slice(0, -id.length - 1);
    const ask = asks.find(([prefix]) => prefix.test(id))?.[1];
    if (ask === undefined) return [];
    try {
      const stripe = await (opened ??= openStripe(target));
      const named = await askStripe(
        `asking for ${id}`,
        ask(stripe, id, account === undefined ? {} : { stripeContext: account }),
      );
      return named.map(idOf).flatMap((found) => (found === undefined ? [] : [scoped(found, account)]));
    } catch (error) {
      if (!(error instanceof OpsError)) throw error;
      const status: unknown = error.cause instanceof Error ? Reflect.get(error.cause, "statusCode") : undefined;
      // An id of another form than asked for is an invalid request.
      if (status === 404 || status === 400) return [];
      const message = `${key} is neither in the orders nor in the journal, and Stripe cannot resolve it: ${error.message}`;
      throw new OpsError(message, { cause: error });
    }
  };
}
