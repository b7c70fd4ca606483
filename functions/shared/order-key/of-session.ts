import { retryable } from "../../../domain/failure.ts";
import type { EventOf } from "../../../domain/event/typed-event.ts";
import type { Session } from "../../../domain/event/objects.ts";
import { scoped } from "../../../domain/order/key.ts";
import {
  claimInvoice,
  knownOrOwn,
  order,
  type Resolution,
  type ResolveOptions,
  type ResolverPorts,
} from "./resolution.ts";

export async function ofSession(
  event: EventOf<"session">,
  ports: ResolverPorts,
  options: ResolveOptions,
): Promise<Resolution> {
  const { session } = event;
  if (session.mode === "setup") return { kind: "none", reason: "setup" };
  if (session.mode === "subscription") return order(event, session.invoice ?? session.id);
  const named = await byWhatItNames(event, session, ports);
  if (named !== undefined) return named;
  // A session that expired names no payment intent, even if an earlier event of it did.
  const known = await knownOrOwn(event, session.id, ports);
  if (event.type === "checkout.session.expired" || !known.provisional) return known;
  return session.invoiceCreation ? byItsInvoice(event, ports, options) : order(event, session.id);
}

async function byWhatItNames(
  event: EventOf<"session">,
  { id, invoice, paymentIntent }: Session,
  ports: ResolverPorts,
): Promise<Resolution | undefined> {
  if (invoice === undefined) return paymentIntent === undefined ? undefined : order(event, paymentIntent);
  const orderKey = await claimInvoice(event, invoice, paymentIntent ?? invoice, ports);
  return { kind: "order", orderKey, ownKey: scoped(paymentIntent ?? id, event.account), provisional: false };
}

/** A session without anything to pay can complete before the invoice that it creates exists. */
async function byItsInvoice(
  event: EventOf<"session">,
  ports: ResolverPorts,
  { listsSettled }: ResolveOptions,
): Promise<Resolution> {
  const { id } = event.session;
  const named = await byWhatItNames(event, await ports.stripe.retrieveSession(id, event.account), ports);
  if (named !== undefined) return named;
  if (!listsSettled) throw retryable("stripe-behind", `Stripe does not show the invoice of ${id} yet`);
  return order(event, id);
}
