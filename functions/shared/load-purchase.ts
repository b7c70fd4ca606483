import type { Journal } from "./journal.ts";
import { awaitPayment } from "./order-key/of-invoice.ts";
import type { ResolveOptions, ResolverPorts } from "./order-key/resolution.ts";
import { unscoped } from "../../domain/order/key.ts";
import {
  hasReadableProducts,
  type Purchase,
  purchaseOfInvoice,
  purchaseOfPaymentIntent,
  purchaseOfSession,
  type PurchaseOwner,
} from "../../domain/purchase/purchase.ts";
import { idIn } from "../../domain/event/event.ts";
import { readInvoice } from "../../domain/event/invoice.ts";
import { readPaymentIntent, readSession } from "../../domain/event/objects.ts";
import { withContact } from "./contact.ts";
import type { StripeApi } from "../../domain/stripe-api.ts";
import type { TypedEvent } from "../../domain/event/typed-event.ts";

export interface PurchasePorts {
  readonly journal: Pick<Journal, "getPurchase" | "putPurchase">;
  readonly stripe: ResolverPorts["stripe"] & Pick<StripeApi, "retrieveCustomer">;
}

/**
 * What an order contains: from the journal where a consumer fetched it before, else from the event itself where it has them,
 * else from Stripe; then remembered. Undefined when Stripe knows a payment but nothing that was sold with it. A session
 * knows more than the invoice that it makes, which may have come first.
 *
 * @throws ProcessingError `stripe-behind` (retry); those of StripeApi and of the readers
 */
export async function loadPurchase(
  orderKey: string,
  event: TypedEvent,
  ports: PurchasePorts,
  options: ResolveOptions,
): Promise<Purchase | undefined> {
  const known = await ports.journal.getPurchase(orderKey);
  if (known !== undefined && !canBeOutranked(known, event, options)) return known;
  const owner: PurchaseOwner = {
    orderKey,
    livemode: event.livemode,
    ...(event.account === undefined ? {} : { account: event.account }),
  };
  const purchase = await buildPurchase(owner, event, ports.stripe, options);
  return purchase === undefined ? undefined : ports.journal.putPurchase(await withContact(purchase, ports.stripe));
}

/** Whether the event leads to what says more: its session, or its invoice's payments that were not listed before. */
function canBeOutranked(
  { source, paymentIntents }: Purchase,
  event: TypedEvent,
  { mergesLater }: ResolveOptions,
): boolean {
  if (source !== "invoice") return false;
  return isCheckout(event) || (mergesLater && event.kind === "invoice" && paymentIntents.length === 0);
}

function isCheckout(event: TypedEvent): boolean {
  return event.kind === "session" && event.session.mode === "payment";
}

async function buildPurchase(
  owner: PurchaseOwner,
  event: TypedEvent,
  stripe: PurchasePorts["stripe"],
  options: ResolveOptions,
): Promise<Purchase | undefined> {
  const id = unscoped(owner.orderKey);
  const { account } = event;
  if (id.startsWith("in_") && !isCheckout(event)) {
    const invoice = readInvoice(await stripe.retrieveInvoice(id, account));
    // By its payments the invoice's order takes over what was filed under them.
    if (options.mergesLater) awaitPayment(invoice, options);
    return purchaseOfInvoice(invoice, owner);
  }
  if (event.kind === "session") {
    // Metadata `products` shows the contents without a call.
    const { session } = event;
    const isWhole = hasReadableProducts(session);
    return purchaseOfSession(isWhole ? session : readSession(await stripe.retrieveSession(session.id, account)), owner);
  }
  if (id.startsWith("cs_")) {
    return purchaseOfSession(readSession(await stripe.retrieveSession(id, account)), owner);
  }
  if (event.kind === "payment-intent") {
    const purchase = purchaseOfPaymentIntent(event.paymentIntent, owner);
    if (purchase !== undefined && purchase.unreadable === undefined) return purchase;
  }
  const invoice = event.kind === "invoice" ? event.invoice.id : undefined;
  return id.startsWith("pi_") ? purchaseOfIntentAtStripe(id, invoice, owner, stripe) : undefined;
}

/** Who made a payment intent: a Checkout session, a shop that wrote `products`, or an invoice without a subscription. */
async function purchaseOfIntentAtStripe(
  intent: string,
  named: string | undefined,
  owner: PurchaseOwner,
  stripe: PurchasePorts["stripe"],
): Promise<Purchase | undefined> {
  const { account } = owner;
  const session = await stripe.findSessionByPaymentIntent(intent, account);
  if (session !== undefined) return purchaseOfSession(readSession(session), owner);
  const own = purchaseOfPaymentIntent(readPaymentIntent(await stripe.retrievePaymentIntent(intent, account)), owner);
  if (own !== undefined && own.unreadable === undefined) return own;
  const invoice =
    named ?? (await stripe.listInvoicePayments(intent, account)).map((payment) => idIn(payment, "invoice"))[0];
  if (invoice === undefined) return own;
  return purchaseOfInvoice(readInvoice(await stripe.retrieveInvoice(invoice, account)), owner);
}
