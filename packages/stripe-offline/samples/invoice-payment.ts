import type Stripe from "stripe";
import { sampleId } from "./ids.ts";
import type { SampleContext, SampleInvoice } from "./types.ts";

/** The link between an invoice and its payment intent, which since 2025-03-31 neither of them carries. */
export function sampleInvoicePayment(
  context: SampleContext,
  invoice: SampleInvoice,
  paymentIntent: string,
): Stripe.InvoicePayment {
  const paid = invoice.status === "paid";
  return {
    id: sampleId("inpay", invoice.id),
    object: "invoice_payment",
    amount_paid: paid ? invoice.amount_paid : null,
    amount_requested: invoice.amount_due,
    created: invoice.created,
    currency: invoice.currency,
    invoice: invoice.id,
    is_default: true,
    livemode: context.livemode,
    payment: { payment_intent: paymentIntent, type: "payment_intent" },
    status: paid ? "paid" : "open",
    status_transitions: { canceled_at: null, paid_at: paid ? invoice.created + 2 : null },
  };
}
