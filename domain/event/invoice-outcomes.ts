import type { EventTypeOf } from "./types.ts";

/** What became of an invoice, by the type of its event. */
export const invoiceOutcomes: Readonly<Record<EventTypeOf<"invoice">, "failed" | "paid">> = {
  "invoice.paid": "paid",
  "invoice.payment_succeeded": "paid",
  "invoice.payment_failed": "failed",
};
