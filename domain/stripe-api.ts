import type { Customer } from "./customer.ts";
import type { StripeObject } from "./event/event.ts";
import type { Invoice, PaidInvoice } from "./event/invoice.ts";
import type { Charge, PaymentIntent, Refund, Session } from "./event/objects.ts";

/**
 * What the consumers ask of Stripe, in the pinned api version. `account` is the connected account to ask on.
 *
 * Every call throws ProcessingError: `stripe-not-found` (404, reject), `stripe-refused` (another 4xx, reject),
 * `stripe-unavailable` (no response, 5xx, 429, 401 and 403 - a key can be put right -, retry),
 * `invalid-event` (reject) for an object that cannot be read.
 */
export interface StripeApi {
  /** The whole event as Stripe sent it, which keeps them for 30 days. */
  retrieveEvent(id: string, account?: string): Promise<StripeObject>;
  /** `/v2/core/events/{id}`: the whole of a thin event, of which its notification leaves `changes` out. */
  retrieveThinEvent(id: string, account?: string): Promise<StripeObject>;
  /** What a thin event's `related_object.url` leads to, as a snapshot event would carry it: nothing expanded. */
  retrieveByUrl(url: string, account?: string): Promise<StripeObject>;
  /** With `customer` and `payment_intent` expanded and `line_items.data` paged to the end, each `price.product` expanded. */
  retrieveSession(id: string, account?: string): Promise<Session>;
  /** The Checkout session that made a payment intent, as {@link retrieveSession} gives it, or undefined. */
  findSessionByPaymentIntent(paymentIntent: string, account?: string): Promise<Session | undefined>;
  /** With `customer` and `latest_charge` expanded. */
  retrievePaymentIntent(id: string, account?: string): Promise<PaymentIntent>;
  /** One that was deleted has nothing but its id. */
  retrieveCustomer(id: string, account?: string): Promise<Customer>;
  /** With `customer`, `payments` and their payment intents expanded and `lines.data` paged to the end, each line's `price.product` filled in. */
  retrieveInvoice(id: string, account?: string): Promise<Invoice>;
  /** The invoices that a payment intent pays, as far as Stripe lists its invoice payments. */
  listPaidInvoices(paymentIntent: string, account?: string): Promise<readonly PaidInvoice[]>;
  retrieveCharge(id: string, account?: string): Promise<Charge>;
  /** All refunds of a charge. */
  listRefunds(charge: string, account?: string): Promise<readonly Refund[]>;
}
