import { retryable } from "../../../domain/failure.ts";
import { scoped } from "../../../domain/order/key.ts";
import type { TypedEvent } from "../../../domain/event/typed-event.ts";
import type { Journal } from "../journal.ts";
import type { StripeApi } from "../../../domain/stripe-api.ts";

/** Which order an event belongs to. */
export type Resolution =
  | { readonly kind: "none"; readonly reason: "setup" | "no-payment" }
  | {
      readonly kind: "order";
      /** `<account>/` before it when the event is a connected account's. */
      readonly orderKey: string;
      /** Where the event would be filed if nothing else were known of it, as a payment intent before its invoice. */
      readonly ownKey: string;
      /**
       * The key can still change: an order that comes later may absorb what is filed there. Nothing that cannot be moved
       * - a mail, a unit of stock, a notice - may be done under it.
       */
      readonly provisional: boolean;
    };

export interface ResolverPorts {
  readonly journal: Pick<Journal, "orderKeyOf" | "claimRef" | "getPurchase">;
  readonly stripe: Pick<
    StripeApi,
    | "retrieveInvoice"
    | "listPaidInvoices"
    | "retrieveSession"
    | "findSessionByPaymentIntent"
    | "retrievePaymentIntent"
    | "retrieveCharge"
  >;
}

export interface ResolveOptions {
  /**
   * Stripe's lists have had time to show what there is: what they do not name is not there. Otherwise something that
   * must exist and is not listed is waited for (`stripe-behind`).
   */
  readonly listsSettled: boolean;
  /** What is filed under a provisional key is merged when its order turns up: what a payment bought need not be known. */
  readonly mergesLater: boolean;
}

type OrderResolution = Extract<Resolution, { readonly kind: "order" }>;

/** A key that stays. */
export function order(event: TypedEvent, id: string): OrderResolution {
  const orderKey = scoped(id, event.account);
  return { kind: "order", orderKey, ownKey: orderKey, provisional: false };
}

/** Stripe's lists show nothing that a payment intent paid for, and may be behind. */
export function unlisted(paymentIntent: string): Error {
  return retryable("stripe-behind", `Stripe does not show what ${paymentIntent} paid for`);
}

/** What the journal knows of an id, else the id itself for the time being. */
export async function knownOrOwn(event: TypedEvent, id: string, { journal }: ResolverPorts): Promise<OrderResolution> {
  const known = await journal.orderKeyOf(id, event.account);
  const ownKey = scoped(id, event.account);
  return { kind: "order", orderKey: known ?? ownKey, ownKey, provisional: known === undefined };
}

/**
 * The key of a purchase that has an invoice of no subscription. Whoever claims the invoice first decides: its session,
 * its own event and its payment may each know it by another id.
 */
export async function claimInvoice(
  event: TypedEvent,
  invoice: string,
  key: string,
  { journal }: ResolverPorts,
): Promise<string> {
  const { account } = event;
  return (
    (await journal.orderKeyOf(invoice, account)) ?? (await journal.claimRef(invoice, scoped(key, account), account))
  );
}
