import type { Journal } from "./journal.ts";
import { unscoped } from "./order-key.ts";
import {
  type Purchase,
  purchaseOfInvoice,
  purchaseOfPaymentIntent,
  purchaseOfSession,
  type PurchaseOwner,
} from "../../domain/purchase/purchase.ts";
import type { StripeApi } from "./stripe/api.ts";
import { idIn, type StripeEvent } from "../../domain/event/event.ts";
import { readSession } from "../../domain/event/objects.ts";

export interface PurchasePorts {
  readonly journal: Pick<Journal, "getPurchase" | "putPurchaseIfAbsent">;
  readonly stripe: Pick<
    StripeApi,
    | "retrieveSession"
    | "findSessionByPaymentIntent"
    | "retrievePaymentIntent"
    | "retrieveInvoice"
    | "listInvoicePayments"
  >;
}

/**
 * What an order contains: from the journal where some consumer asked before, else from the event itself where it tells,
 * else from Stripe; then remembered. Undefined when Stripe knows a payment but nothing that was sold with it.
 *
 * @throws ProcessingError of StripeApi, of the readers, and `invalid-products` and `too-many-skus` of the contents.
 */
export async function loadPurchase(
  orderKey: string,
  event: StripeEvent,
  ports: PurchasePorts,
): Promise<Purchase | undefined> {
  const known = await ports.journal.getPurchase(orderKey);
  if (known !== undefined) return known;
  const owner: PurchaseOwner = {
    orderKey,
    livemode: event.livemode,
    ...(event.account === undefined ? {} : { account: event.account }),
  };
  const purchase = await buildPurchase(owner, event, ports.stripe);
  return purchase === undefined ? undefined : ports.journal.putPurchaseIfAbsent(purchase);
}

async function buildPurchase(
  owner: PurchaseOwner,
  event: StripeEvent,
  stripe: PurchasePorts["stripe"],
): Promise<Purchase | undefined> {
  const id = unscoped(owner.orderKey);
  const { account, object } = event;
  if (id.startsWith("in_")) {
    return purchaseOfInvoice(await stripe.retrieveInvoice(id, account), owner);
  }
  if (event.type.startsWith("checkout.session.")) {
    // Metadata `products` tells the contents without a call.
    const session = readSession(object);
    const whole = session.products === undefined ? await stripe.retrieveSession(session.id, account) : object;
    return purchaseOfSession(whole, owner);
  }
  if (id.startsWith("cs_")) {
    return purchaseOfSession(await stripe.retrieveSession(id, account), owner);
  }
  if (event.type.startsWith("payment_intent.")) {
    const purchase = purchaseOfPaymentIntent(object, owner);
    if (purchase !== undefined) return purchase;
  }
  return id.startsWith("pi_") ? purchaseOfIntentAtStripe(id, owner, stripe) : undefined;
}

/** Who made a payment intent: a Checkout session, a shop that wrote `products`, or an invoice without a subscription. */
async function purchaseOfIntentAtStripe(
  intent: string,
  owner: PurchaseOwner,
  stripe: PurchasePorts["stripe"],
): Promise<Purchase | undefined> {
  const { account } = owner;
  const session = await stripe.findSessionByPaymentIntent(intent, account);
  if (session !== undefined) return purchaseOfSession(session, owner);
  const own = purchaseOfPaymentIntent(await stripe.retrievePaymentIntent(intent, account), owner);
  if (own !== undefined) return own;
  const [payment] = await stripe.listInvoicePayments(intent, account);
  const invoice = payment === undefined ? undefined : idIn(payment, "invoice");
  return invoice === undefined ? undefined : purchaseOfInvoice(await stripe.retrieveInvoice(invoice, account), owner);
}
