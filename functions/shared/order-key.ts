import type { Journal } from "./journal.ts";
import type { StripeApi } from "./stripe/api.ts";
import { idIn, objectIdOf, part, type StripeEvent, type StripeObject } from "./stripe/event.ts";
import { readInvoice } from "./stripe/invoice.ts";
import { readPaymentIntent, readSession } from "./stripe/objects.ts";

/** Which order an event belongs to. */
export type Resolution =
  | { readonly kind: "none"; readonly reason: "setup" | "no-object" }
  | {
      readonly kind: "order";
      /** `<account>/` before it when the event is a connected account's. */
      readonly orderKey: string;
      /**
       * Filed under its payment intent because nothing is known that would tell otherwise: an invoice that comes later
       * may absorb what is filed there.
       */
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
  return { kind: "order", orderKey: scoped(id, event.account), provisional: false };
}

async function ofSession(event: StripeEvent, { journal }: ResolverPorts): Promise<Resolution> {
  const session = readSession(event.object);
  if (session.mode === "setup") return { kind: "none", reason: "setup" };
  const made = session.mode === "subscription" ? session.invoice : session.paymentIntent;
  if (made !== undefined) return order(event, made);
  // A session that expired tells no payment intent, even if an earlier event of it did.
  const known = await journal.orderKeyOf(session.id, event.account);
  return known === undefined ? order(event, session.id) : { kind: "order", orderKey: known, provisional: false };
}

async function ofInvoice(event: StripeEvent, { journal, stripe }: ResolverPorts): Promise<Resolution> {
  const { account } = event;
  const invoice = readInvoice(event.object);
  if (invoice.subscription !== undefined) return order(event, invoice.id);
  const [told] = invoice.paymentIntents;
  if (told !== undefined) return order(event, told);
  const known = await journal.orderKeyOf(invoice.id, account);
  if (known !== undefined) return { kind: "order", orderKey: known, provisional: false };
  const [asked] = readInvoice(await stripe.retrieveInvoice(invoice.id, account)).paymentIntents;
  return order(event, asked ?? invoice.id);
}

async function ofPaymentIntent(event: StripeEvent, { journal }: ResolverPorts): Promise<Resolution> {
  const intent = readPaymentIntent(event.object);
  if (intent.products !== undefined) return order(event, intent.id);
  const known = await journal.orderKeyOf(intent.id, event.account);
  return {
    kind: "order",
    orderKey: known ?? scoped(intent.id, event.account),
    provisional: known === undefined,
  };
}

/** Charges, refunds and disputes: by their payment intent, and where there is none by their charge. */
async function ofPayment(event: StripeEvent, { journal, stripe }: ResolverPorts): Promise<Resolution> {
  const { object, account } = event;
  const intent = idIn(object, "payment_intent");
  if (intent === undefined) {
    const charge = event.type.startsWith("charge.refunded") ? objectIdOf(event) : idIn(object, "charge");
    return charge === undefined ? { kind: "none", reason: "no-object" } : order(event, charge);
  }
  const own = scoped(intent, account);
  const known = await journal.orderKeyOf(intent, account);
  if (known !== undefined) return { kind: "order", orderKey: known, provisional: known === own };
  // What an order under the payment intent contains was asked only after it proved to be its own.
  if ((await journal.getPurchase(own)) !== undefined) return order(event, intent);
  const invoice = await subscriptionInvoiceOf(intent, idIn(object, "invoice"), stripe, account);
  const orderKey = scoped(invoice ?? intent, account);
  await journal.rememberRef(intent, orderKey, invoice === undefined ? "presumed" : "certain", account);
  return { kind: "order", orderKey, provisional: invoice === undefined };
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
