import { rejected } from "../../domain/failure.ts";
import { unscoped } from "../../domain/order/key.ts";
import type { TypedEvent } from "../../domain/event/typed-event.ts";
import { ofInvoice } from "./order-key/of-invoice.ts";
import { ofPayment } from "./order-key/of-payment.ts";
import { ofSession } from "./order-key/of-session.ts";
import { knownOrOwn, order, type Resolution, type ResolveOptions, type ResolverPorts } from "./order-key/resolution.ts";

/**
 * The one resolver that all consumers share. The key that it finds is final unless it says `provisional`: each consumer
 * finds the same, whatever came before. A payment intent's own events are never worth a call to Stripe: one with metadata
 * `products` is an order of its own, any other is filed under its own id until its session or invoice comes.
 *
 * @throws ProcessingError `invalid-event` for a type that is not handled; `stripe-behind` (retry); those of StripeApi
 */
export async function resolveOrderKey(
  event: TypedEvent,
  ports: ResolverPorts,
  options: ResolveOptions,
): Promise<Resolution> {
  switch (event.kind) {
    case "session":
      return ofSession(event, ports, options);
    case "invoice":
      return ofInvoice(event, ports, options);
    case "payment-intent": {
      const { id, products, manualCapture } = event.paymentIntent;
      if (products !== undefined) return order(event, id);
      // Only this event shows that the session was paid, so its effects need the final key.
      const isSold = manualCapture && event.type === "payment_intent.succeeded" && !options.mergesLater;
      return isSold ? ofPayment(event, { paymentIntent: id }, ports, options) : knownOrOwn(event, id, ports);
    }
    case "charge": {
      const { id, paymentIntent, invoice } = event.charge;
      return ofPayment(event, { charge: id, paymentIntent, invoice }, ports, options);
    }
    case "refund":
      return ofPayment(event, event.refund, ports, options);
    case "dispute":
      return ofPayment(event, event.dispute, ports, options);
    case "parcel":
      return ofOrder(event, event.parcel, ports);
    case "shortage":
      return ofOrder(event, event.shortage, ports);
    case "unhandled":
      break;
  }
  throw rejected("invalid-event", `events of type ${event.type} belong to no order`);
}

/** The warehouse knows an order by its notices, which are published under the final key; people may give another id. */
async function ofOrder(event: TypedEvent, { order: id }: { readonly order: string }, ports: ResolverPorts) {
  return order(event, unscoped((await ports.journal.orderKeyOf(id, event.account)) ?? id));
}
