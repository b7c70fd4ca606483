import type { Journal } from "./journal.ts";
import type { StripeApi } from "./stripe/api.ts";
import { idIn, part, type StripeObject } from "../../domain/event/event.ts";
import { readInvoice } from "../../domain/event/invoice.ts";
import type { EventOf, TypedEvent } from "../../domain/event/typed-event.ts";
import { scoped } from "../../domain/order/key.ts";

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

/**
 * The one resolver that all consumers share. A payment intent's events are never worth a call to Stripe: one with
 * metadata `products` is an order of its own, any other is filed under its own id until its session or invoice tells.
 *
 * @throws ProcessingError of StripeApi
 */
export async function resolveOrderKey(event: TypedEvent, ports: ResolverPorts): Promise<Resolution> {
  switch (event.kind) {
    case "session":
      return ofSession(event, ports);
    case "invoice":
      return ofInvoice(event, ports);
    case "payment-intent":
      return ofPaymentIntent(event, ports);
    case "charge": {
      const { id, paymentIntent, invoice } = event.charge;
      return ofPayment(event, { charge: id, paymentIntent, invoice }, ports);
    }
    case "refund":
      return ofPayment(event, event.refund, ports);
    case "dispute":
      return ofPayment(event, event.dispute, ports);
    case "thin":
    case "unhandled":
      break;
  }
  return { kind: "none", reason: "no-object" };
}

function order(event: TypedEvent, id: string): Resolution {
  const orderKey = scoped(id, event.account);
  return { kind: "order", orderKey, ownKey: orderKey, provisional: false };
}

/** What the journal knows of an id, else the id itself for the time being. */
async function knownOrOwn(event: TypedEvent, id: string, { journal }: ResolverPorts): Promise<Resolution> {
  const known = await journal.orderKeyOf(id, event.account);
  const ownKey = scoped(id, event.account);
  return { kind: "order", orderKey: known ?? ownKey, ownKey, provisional: known === undefined };
}

async function ofSession(event: EventOf<"session">, ports: ResolverPorts): Promise<Resolution> {
  const { session } = event;
  if (session.mode === "setup") return { kind: "none", reason: "setup" };
  const made = session.mode === "subscription" ? session.invoice : session.paymentIntent;
  if (made !== undefined) return order(event, made);
  // A session that expired tells no payment intent, even if an earlier event of it did.
  return knownOrOwn(event, session.id, ports);
}

async function ofInvoice(event: EventOf<"invoice">, ports: ResolverPorts): Promise<Resolution> {
  const { invoice } = event;
  if (invoice.subscription !== undefined) return order(event, invoice.id);
  const [told] = invoice.paymentIntents;
  if (told !== undefined) return order(event, told);
  const resolution = await knownOrOwn(event, invoice.id, ports);
  if (resolution.kind === "order" && !resolution.provisional) return resolution;
  const [asked] = readInvoice(await ports.stripe.retrieveInvoice(invoice.id, event.account)).paymentIntents;
  return asked === undefined ? resolution : order(event, asked);
}

async function ofPaymentIntent(event: EventOf<"payment-intent">, ports: ResolverPorts): Promise<Resolution> {
  const { id, products } = event.paymentIntent;
  return products === undefined ? knownOrOwn(event, id, ports) : order(event, id);
}

interface PaymentRefs {
  readonly charge?: string | undefined;
  readonly paymentIntent?: string | undefined;
  readonly invoice?: string | undefined;
}

/** Charges, refunds and disputes: by their payment intent, and where there is none by their charge. */
async function ofPayment(
  event: TypedEvent,
  { charge, paymentIntent: intent, invoice: named }: PaymentRefs,
  { journal, stripe }: ResolverPorts,
): Promise<Resolution> {
  if (intent === undefined) {
    return charge === undefined ? { kind: "none", reason: "no-object" } : order(event, charge);
  }
  const { account } = event;
  const ownKey = scoped(intent, account);
  const known = await journal.orderKeyOf(intent, account);
  if (known !== undefined) return { kind: "order", orderKey: known, ownKey, provisional: known === ownKey };
  // What an order under the payment intent contains was asked only after it proved to be its own.
  if ((await journal.getPurchase(ownKey)) !== undefined) return order(event, intent);
  const invoice = await subscriptionInvoiceOf(intent, named, stripe, account);
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
