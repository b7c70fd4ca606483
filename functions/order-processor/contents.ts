import { invoiceOutcomes } from "../../domain/event/invoice-outcomes.ts";
import type { TypedEvent } from "../../domain/event/typed-event.ts";

/** Whether an event places an order whose contents are to be asked for. A subscription's are its invoice's. */
export function hasContents(event: TypedEvent): boolean {
  if (event.kind === "session") return event.type !== "checkout.session.expired" && event.session.mode === "payment";
  if (event.kind === "payment-intent") {
    return event.type === "payment_intent.succeeded" && event.paymentIntent.products !== undefined;
  }
  return event.kind === "invoice" && invoiceOutcomes[event.type] === "paid";
}
