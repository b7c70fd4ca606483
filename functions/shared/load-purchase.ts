import { askOnce, type AskOncePorts } from "./ask-once.ts";
import type { Journal } from "./journal.ts";
import { awaitPayment } from "./order-key/of-invoice.ts";
import { type ResolveOptions, type ResolverPorts, unlisted } from "./order-key/resolution.ts";
import { unscoped } from "../../domain/order/key.ts";
import {
  completedBy,
  hasReadableProducts,
  type Purchase,
  purchaseOfInvoice,
  purchaseOfPaymentIntent,
  type PurchaseOwner,
  purchaseOfSession,
  purchaseSchemaVersion,
} from "../../domain/purchase/purchase.ts";
import { isReachable, unlessRejected, withContact } from "./contact.ts";
import type { StripeApi } from "../../domain/stripe-api.ts";
import type { TypedEvent } from "../../domain/event/typed-event.ts";

export interface PurchasePorts extends AskOncePorts {
  readonly journal: AskOncePorts["journal"] & Pick<Journal, "getPurchase" | "putPurchase">;
  readonly stripe: ResolverPorts["stripe"] & Pick<StripeApi, "retrieveCustomer">;
}

/**
 * What an order contains: from a completed session that shows it all, else from the journal where a consumer fetched it before,
 * else from the event itself where it has them, else from Stripe, once for all consumers; then remembered. Undefined when Stripe knows a payment but nothing that was sold with it. A session
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
  const owner: PurchaseOwner = {
    orderKey,
    livemode: event.livemode,
    ...(event.account === undefined ? {} : { account: event.account }),
  };
  const found = purchaseInEvent(owner, event);
  if (found !== undefined && isWhole(found, event) && !options.mergesLater) return found;
  const known = await ports.journal.getPurchase(orderKey);
  if (known !== undefined && !canBeOutranked(known, event, options)) return known;
  const store = async (purchase: Purchase | undefined, isFromEvent = false): Promise<Purchase | undefined> => {
    if (purchase === undefined) return known;
    const whole = await withContact(purchase, ports.stripe, { isFromEvent });
    // All consumers find the same in the event at the same moment: one remembers it, for the events to come.
    if (isFromEvent && known === undefined && whole === purchase && !options.mergesLater) return whole;
    return ports.journal.putPurchase(known === undefined ? whole : completedBy(known, whole));
  };
  if (found !== undefined) return store(found, true);
  const ask = async (): Promise<Purchase | undefined> =>
    store(await purchaseAtStripe(owner, event, ports.stripe, options));
  if (known !== undefined && isOutdated(known, options)) return (await unlessRejected(ask())) ?? known;
  // What is known can be asked for again, and then nobody waits for the first answer.
  if (known !== undefined) return ask();
  return askOnce(`purchase#${orderKey}`, ports, () => sharedPurchase(orderKey, event, ports, options), ask);
}

/** What another consumer stored meanwhile, unless the event leads to what says more. */
async function sharedPurchase(
  orderKey: string,
  event: TypedEvent,
  { journal }: PurchasePorts,
  options: ResolveOptions,
): Promise<Purchase | undefined> {
  const stored = await journal.getPurchase(orderKey);
  return stored === undefined || canBeOutranked(stored, event, options) ? undefined : stored;
}

/**
 * Whether the event leads to what says more: its session, its invoice's payments that were not listed before, or what a
 * former version did not remember.
 */
function canBeOutranked(known: Purchase, event: TypedEvent, options: ResolveOptions): boolean {
  const { source, paymentIntents } = known;
  if (isOutdated(known, options)) return true;
  if (source !== "session" && isCheckout(event)) return true;
  return source === "invoice" && options.mergesLater && event.kind === "invoice" && paymentIntents.length === 0;
}

/** What a former version remembered is enough for mail and stock; the order is filled in. */
function isOutdated({ schemaVersion }: Purchase, { mergesLater }: ResolveOptions): boolean {
  return mergesLater && schemaVersion < purchaseSchemaVersion;
}

/**
 * Whether nothing that is remembered says more, nor gives way to it as an invoice's contents would. The order's consumer
 * remembers it for the events to come.
 */
function isWhole(found: Purchase, { type }: TypedEvent): boolean {
  const isOfNoInvoice = found.invoice === undefined;
  return type === "checkout.session.completed" && isOfNoInvoice && isReachable(found, { isFromEvent: true });
}

function isOfInvoice({ orderKey }: PurchaseOwner, event: TypedEvent): boolean {
  return unscoped(orderKey).startsWith("in_") && !isCheckout(event);
}

function isCheckout(event: TypedEvent): boolean {
  return event.kind === "session" && event.session.mode === "payment";
}

/** Metadata `products` shows the contents without a call. */
function purchaseInEvent(owner: PurchaseOwner, event: TypedEvent): Purchase | undefined {
  if (isOfInvoice(owner, event)) return undefined;
  if (event.kind === "session") {
    return hasReadableProducts(event.session) ? purchaseOfSession(event.session, owner) : undefined;
  }
  if (event.kind !== "payment-intent" || unscoped(owner.orderKey).startsWith("cs_")) return undefined;
  const purchase = purchaseOfPaymentIntent(event.paymentIntent, owner);
  return purchase?.unreadable === undefined ? purchase : undefined;
}

async function purchaseAtStripe(
  owner: PurchaseOwner,
  event: TypedEvent,
  stripe: PurchasePorts["stripe"],
  options: ResolveOptions,
): Promise<Purchase | undefined> {
  const id = unscoped(owner.orderKey);
  const { account } = event;
  if (isOfInvoice(owner, event)) {
    const invoice = await stripe.retrieveInvoice(id, account);
    // By its payments the invoice's order takes over what was filed under them.
    if (options.mergesLater) awaitPayment(invoice, options);
    return purchaseOfInvoice(invoice, owner);
  }
  const session = event.kind === "session" ? event.session.id : id;
  if (session.startsWith("cs_")) return purchaseOfSession(await stripe.retrieveSession(session, account), owner);
  const invoice = event.kind === "invoice" ? event.invoice.id : undefined;
  if (!id.startsWith("pi_")) return undefined;
  const found = await purchaseOfIntentAtStripe(id, invoice, owner, stripe);
  // The warehouse's messages name an order, so their key does not depend on what Stripe lists; its contents do.
  if (found === undefined && !options.listsSettled && !options.mergesLater) throw unlisted(id);
  return found;
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
  if (session !== undefined) return purchaseOfSession(session, owner);
  const own = purchaseOfPaymentIntent(await stripe.retrievePaymentIntent(intent, account), owner);
  if (own !== undefined && own.unreadable === undefined) return own;
  const invoice = named ?? (await stripe.listPaidInvoices(intent, account))[0]?.id;
  if (invoice === undefined) return own;
  return purchaseOfInvoice(await stripe.retrieveInvoice(invoice, account), owner);
}
