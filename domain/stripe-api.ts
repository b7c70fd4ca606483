import type { StripeObject } from "./event/event.ts";

/**
 * What the consumers ask of Stripe. Objects come back as Stripe sent them, in the pinned api version, to be read by
 * objects.ts. `account` is the connected account to ask on.
 *
 * Every call throws ProcessingError: `stripe-not-found` (404, reject), `stripe-refused` (another 4xx, reject),
 * `stripe-unavailable` (no response, 5xx, 429, 401 and 403 - a key can be put right -, retry).
 */
export interface StripeApi {
  /** The whole event; Stripe keeps them for 30 days. */
  retrieveEvent(id: string, account?: string): Promise<StripeObject>;
  /** `/v2/core/events/{id}`: the whole of a thin event, of which its notification leaves `changes` out. */
  retrieveThinEvent(id: string, account?: string): Promise<StripeObject>;
  /** What a thin event's `related_object.url` leads to, as a snapshot event would carry it: nothing expanded. */
  retrieveByUrl(url: string, account?: string): Promise<StripeObject>;
  /** With `customer` and `payment_intent` expanded and `line_items.data` paged to the end, each `price.product` expanded. */
  retrieveSession(id: string, account?: string): Promise<StripeObject>;
  /** The Checkout session that made a payment intent, as {@link retrieveSession} gives it, or undefined. */
  findSessionByPaymentIntent(paymentIntent: string, account?: string): Promise<StripeObject | undefined>;
  /** With `customer` and `latest_charge` expanded. */
  retrievePaymentIntent(id: string, account?: string): Promise<StripeObject>;
  /** One that was deleted has nothing but its id. */
  retrieveCustomer(id: string, account?: string): Promise<StripeObject>;
  /** With `customer`, `payments` and their payment intents expanded and `lines.data` paged to the end, each line's `price.product` filled in. */
  retrieveInvoice(id: string, account?: string): Promise<StripeObject>;
  /** The invoice payments (`invoice` expanded) that a payment intent pays. */
  listInvoicePayments(paymentIntent: string, account?: string): Promise<StripeObject[]>;
  retrieveCharge(id: string, account?: string): Promise<StripeObject>;
  /** All refunds of a charge. */
  listRefunds(charge: string, account?: string): Promise<StripeObject[]>;
}
