import { retryable } from "../../../domain/failure.ts";
import type { EventOf } from "../../../domain/event/typed-event.ts";
import type { Invoice } from "../../../domain/event/invoice.ts";
import { scoped } from "../../../domain/order/key.ts";
import { claimInvoice, order, type Resolution, type ResolveOptions, type ResolverPorts } from "./resolution.ts";

/** A subscription's invoice is the order. Any other goes by the payment that pays it, or by its own id where none does. */
export async function ofInvoice(
  event: EventOf<"invoice">,
  ports: ResolverPorts,
  options: ResolveOptions,
): Promise<Resolution> {
  const { id, subscription } = event.invoice;
  if (subscription !== undefined) return order(event, id);
  const { account } = event;
  const orderKey =
    (await ports.journal.orderKeyOf(id, account)) ??
    (await claimInvoice(event, id, await payerOf(event, ports, options), ports));
  return { kind: "order", orderKey, ownKey: scoped(id, account), provisional: false };
}

async function payerOf(event: EventOf<"invoice">, { journal, stripe }: ResolverPorts, options: ResolveOptions) {
  const { invoice, account } = event;
  const [named] = invoice.paymentIntents;
  if (named !== undefined) return named;
  // Former versions acted under the invoice's id while Stripe listed no payment yet.
  if ((await journal.getPurchase(scoped(invoice.id, account))) !== undefined) return invoice.id;
  const asked = await stripe.retrieveInvoice(invoice.id, account);
  awaitPayment(asked, options);
  return asked.paymentIntents[0] ?? invoice.id;
}

/** @throws ProcessingError `stripe-behind` (retry) while Stripe lists no payment of an invoice that has one */
export function awaitPayment(invoice: Invoice, { listsSettled }: ResolveOptions): void {
  if (listsSettled || invoice.hasPayment || !invoice.expectsPayment) return;
  throw retryable("stripe-behind", `Stripe lists no payment of ${invoice.id} yet`);
}
