import type { Journal } from "./journal.ts";
import type { StripeApi } from "./stripe/api.ts";
import { idIn, objectIdOf, part, type StripeEvent, type StripeObject } from "../../domain/event/event.ts";
import { readInvoice } from "../../domain/event/invoice.ts";
import { readPaymentIntent, readSession } from "../../domain/event/objects.ts";

/** Which order an event belongs to. */
export type Resolution =
  | { readonly kind: "none"; readonly reason: "setup" | "no-object" }
  | {
      readonly kind: "order";
      /** `<account>/` before it when the event is a connected account's. */
      readonly orderKey: string;
      /** Where the event is filed while nothing is known that tells otherwise, as a payment intent before its invoice. */
      readonly ownKey: string;
      /** Filed there now: an order that comes later may absorb it. */
      readonly provisional: boolean;
    };

export interface ResolverPorts {
  readonly journal: Pick<Journal, "orderKeyOf" | "rememberRef" | "getPurchase">;
  readonly stripe: Pick<StripeApi, "retrieveInvoice" | "listInvoicePayments">;
}

/** A Stripe id as part of a key: connected accounts are kept apart. */
export function scoped(id: string, account: string | undefined): string {
  return account === undefined ? id : `${account}/${id}`;
}

/** The Stripe id of an order key, without the connected account. */
export function unscoped(orderKey: string): string {
  return orderKey.slice(orderKey.lastIndexOf("/") + 1);
}

/**
 * The one resolver that all consumers share. A payment intent's events are never worth a call to Stripe: one with
 * metadata `products` is an order of its own, any other is filed under its own id until its session or invoice tells.
 *
 * @throws ProcessingError `invalid-event`, and those of StripeApi.
 */
export async function resolveOrderKey(event: StripeEvent, ports: ResolverPorts): Promise<Resolution> {
  const { type } = event;
  if (type.startsWith("checkout.session.")) return ofSession(event, ports);
  if (type.startsWith("invoice.")) return ofInvoice(event, ports);
  if (type.startsWith("payment_intent.")) return ofPaymentIntent(event, ports);
  return ofPayment(event, ports);
}

function order(event: StripeEvent, id: string): Resolution {
  const orderKey = scoped(id, event.account);
  return { kind: "order", orderKey, ownKey: orderKey, provisional: false };
}

/** What the journal knows of an id, else the id itself for the time being. */
async function knownOrOwn(event: StripeEvent, id: string, { journal }: ResolverPorts): Promise<Resolution> {
  const known = await journal.orderKeyOf(id, event.account);
  const ownKey = scoped(id, event.account);
  return { kind: "order", orderKey: known ?? ownKey, ownKey, provisional: known === undefined };
}

async function ofSession(event: StripeEvent, ports: ResolverPorts): Promise<Resolution> {
  const session = readSession(event.object);
  if (session.mode === "setup") return { kind: "none", reason: "setup" };
  const made = session.mode === "subscription" ? session.invoice : session.paymentIntent;
  if (made !== undefined) return order(event, made);
  // A session that expired tells no payment intent, even if an earlier event of it did.
  return knownOrOwn(event, session.id, ports);
}

async function ofInvoice(event: StripeEvent, ports: ResolverPorts): Promise<Resolution> {
  const invoice = readInvoice(event.object);
  if (invoice.subscription !== undefined) return order(event, invoice.id);
  const [told] = invoice.paymentIntents;
  if (told !== undefined) return order(event, told);
  const resolution = await knownOrOwn(event, invoice.id, ports);
  if (resolution.kind === "order" && !resolution.provisional) return resolution;
  const [asked] = readInvoice(await ports.stripe.retrieveInvoice(invoice.id, event.account)).paymentIntents;
  return asked === undefined ? resolution : order(event, asked);
}

async function ofPaymentIntent(event: StripeEvent, ports: ResolverPorts): Promise<Resolution> {
  const intent = readPaymentIntent(event.object);
  return intent.products === undefined ? knownOrOwn(event, intent.id, ports) : order(event, intent.id);
}

/** Charges, refunds and disputes: by their payment intent, and where there is none by their charge. */
async function ofPayment(event: StripeEvent, { journal, stripe }: ResolverPorts): Promise<Resolution> {
  const { object, account } = event;
  const intent = idIn(object, "payment_intent");
  if (intent === undefined) {
    const charge = event.type.startsWith("charge.refunded") ? objectIdOf(event) : idIn(object, "charge");
    return charge === undefined ? { kind: "none", reason: "no-object" } : order(event, charge);
  }
  const ownKey = scoped(intent, account);
  const known = await journal.orderKeyOf(intent, account);
  if (known !== undefined) return { kind: "order", orderKey: known, ownKey, provisional: known === ownKey };
  // What an order under the payment intent contains was asked only after it proved to be its own.
  if ((await journal.getPurchase(ownKey)) !== undefined) return order(event, intent);
  const invoice = await subscriptionInvoiceOf(intent, idIn(object, "invoice"), stripe, account);
  const orderKey = scoped(invoice ?? intent, account);
  await journal.rememberRef(intent, orderKey, invoice === undefined ? "presumed" : "certain", account);
  return { kind: "order", orderKey, ownKey, provisional: invoice === undefined };
}

/** The invoice that a payment intent pays, if it is a subscription's. Shapes before 2025-03-31 name it. */
async function subscriptionInvoiceOf(
  intent: string,
  named: string | undefined,
  stripe: ResolverPorts["stripe"],
  account: string | undefined,
): Promise<string | undefined> {
  const invoices =
    named === undefined
      ? (await stripe.listInvoicePayments(intent, account)).map((payment) => part(payment, "invoice"))
      : [await stripe.retrieveInvoice(named, account)];
  const invoice = invoices.find((candidate) => isOfSubscription(candidate));
  return invoice === undefined ? undefined : idIn({ invoice }, "invoice");
}

function isOfSubscription(invoice: StripeObject): boolean {
  return (
    idIn(invoice, "subscription") !== undefined ||
    idIn(part(invoice, "parent", "subscription_details"), "subscription") !== undefined
  );
}
