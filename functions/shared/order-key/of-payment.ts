import type { PaidInvoice } from "../../../domain/event/invoice.ts";
import type { TypedEvent } from "../../../domain/event/typed-event.ts";
import { scoped } from "../../../domain/order/key.ts";
import {
  claimInvoice,
  order,
  type Resolution,
  type ResolveOptions,
  type ResolverPorts,
  unlisted,
} from "./resolution.ts";

export interface PaymentRefs {
  readonly charge?: string | undefined;
  readonly paymentIntent?: string | undefined;
  /** In shapes before 2025-03-31. */
  readonly invoice?: string | undefined;
}

/** Charges, refunds and disputes: by their payment intent, and where there is none by their charge. */
export async function ofPayment(
  event: TypedEvent,
  { charge, paymentIntent: intent, invoice }: PaymentRefs,
  ports: ResolverPorts,
  options: ResolveOptions,
): Promise<Resolution> {
  if (intent === undefined) {
    if (charge === undefined) return { kind: "none", reason: "no-payment" };
    return event.kind === "charge" ? order(event, charge) : ofCharge(event, charge, ports, options);
  }
  const { journal } = ports;
  const { account } = event;
  const ownKey = scoped(intent, account);
  const known = await journal.orderKeyOf(intent, account);
  if (known !== undefined) return { kind: "order", orderKey: known, ownKey, provisional: false };
  // What was bought is remembered under a key that is final.
  if ((await journal.getPurchase(ownKey)) !== undefined) return order(event, intent);
  const found = await keyAtStripe(event, intent, invoice, ports, options);
  if (found !== undefined) {
    const orderKey = await journal.claimRef(intent, found, account);
    return { kind: "order", orderKey, ownKey, provisional: false };
  }
  if (!options.listsSettled && !options.mergesLater) throw unlisted(intent);
  return { kind: "order", orderKey: ownKey, ownKey, provisional: true };
}

/** Shapes of 2019 name only the charge; a charge without payment intent was made before there were any. */
async function ofCharge(
  event: TypedEvent,
  charge: string,
  ports: ResolverPorts,
  options: ResolveOptions,
): Promise<Resolution> {
  const { paymentIntent, invoice } = await ports.stripe.retrieveCharge(charge, event.account);
  if (paymentIntent === undefined) return order(event, charge);
  return ofPayment(event, { charge, paymentIntent, invoice }, ports, options);
}

/** The key by whatever was sold with a payment; undefined when Stripe shows nothing that was. */
async function keyAtStripe(
  event: TypedEvent,
  intent: string,
  named: string | undefined,
  ports: ResolverPorts,
  { mergesLater }: ResolveOptions,
): Promise<string | undefined> {
  const { account } = event;
  const invoice = await invoiceOf(intent, named, event, ports);
  if (invoice?.subscription !== undefined) return scoped(invoice.id, account);
  if (invoice !== undefined) return claimInvoice(event, invoice.id, intent, ports);
  if (mergesLater) return undefined;
  const session = await ports.stripe.findSessionByPaymentIntent(intent, account);
  if (session !== undefined) {
    return session.invoice === undefined
      ? scoped(intent, account)
      : claimInvoice(event, session.invoice, intent, ports);
  }
  const { products } = await ports.stripe.retrievePaymentIntent(intent, account);
  return products === undefined ? undefined : scoped(intent, account);
}

/** The invoice that a payment intent pays, a subscription's before others. */
async function invoiceOf(
  intent: string,
  named: string | undefined,
  { account }: TypedEvent,
  { stripe }: ResolverPorts,
): Promise<PaidInvoice | undefined> {
  if (named !== undefined) return stripe.retrieveInvoice(named, account);
  const paid = await stripe.listPaidInvoices(intent, account);
  return paid.find(({ subscription }) => subscription !== undefined) ?? paid[0];
}
