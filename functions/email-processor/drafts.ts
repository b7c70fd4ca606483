import type { Customer } from "../../domain/purchase/purchase.ts";
import type { StripeApi } from "../shared/stripe/api.ts";
import type { StripeEvent } from "../../domain/event/event.ts";
import { readInvoice } from "../../domain/event/invoice.ts";
import { readCharge, readPaymentIntent, readRefund, readSession, type Refund } from "../../domain/event/objects.ts";
import type { Money } from "../../domain/mail/kinds.ts";

/** A mail that an event asks for, before it is known what was bought and whether the mail went out already. */
export type MailDraft = {
  /** As far as the event tells. */
  readonly customer: Customer;
} & (
  | { readonly kind: "confirmation" | "receipt" | "payment-failed"; readonly total?: Money }
  | {
      readonly kind: "refund";
      readonly refundId: string;
      readonly refunded: Money;
    }
);

/**
 * The mails that an event asks for, by design's table of events and effects (docs/order-lifecycle.md). Which ones are
 * due depends on no other event, so that no order of arrival changes what a customer gets.
 * @throws ProcessingError `invalid-event`, and what Stripe's call throws.
 */
export async function draftMails(event: StripeEvent, stripe: Pick<StripeApi, "listRefunds">): Promise<MailDraft[]> {
  switch (event.type) {
    case "checkout.session.completed":
      return sessionMails(event, (status) => (status === "unpaid" ? undefined : "confirmation"));
    case "checkout.session.async_payment_succeeded":
      return sessionMails(event, () => "confirmation");
    case "checkout.session.async_payment_failed":
      return sessionMails(event, () => "payment-failed");
    case "payment_intent.succeeded": {
      const { products, customer } = readPaymentIntent(event.object);
      return products === undefined ? [] : [{ kind: "confirmation", customer }];
    }
    case "invoice.paid":
    case "invoice.payment_succeeded": {
      const { customer, amountPaid, currency } = readInvoice(event.object);
      return [{ kind: "receipt", customer, total: { amount: amountPaid, currency } }];
    }
    case "invoice.payment_failed": {
      const { customer, amountDue, currency } = readInvoice(event.object);
      return [{ kind: "payment-failed", customer, total: { amount: amountDue, currency } }];
    }
    case "refund.created":
    case "refund.updated":
    case "refund.failed":
    case "charge.refund.updated":
      return refundMails([readRefund(event.object)], {});
    case "charge.refunded": {
      // Since 2022-11-15 the event does not say which refunds there are.
      const { id, customer } = readCharge(event.object);
      return refundMails((await stripe.listRefunds(id, event.account)).map(readRefund), customer);
    }
    default:
      return [];
  }
}

/** Subscriptions are told by their invoices; a setup session sells nothing. */
function sessionMails(
  event: StripeEvent,
  kindFor: (status: "paid" | "unpaid" | "no_payment_required") => "confirmation" | "payment-failed" | undefined,
): MailDraft[] {
  const { mode, paymentStatus, customer } = readSession(event.object);
  const kind = kindFor(paymentStatus);
  return mode !== "payment" || kind === undefined ? [] : [{ kind, customer }];
}

/** Only a refund that succeeded is told, so a later failure is none of the customer's business here. */
function refundMails(refunds: readonly Refund[], customer: Customer): MailDraft[] {
  return refunds
    .filter(({ status }) => status === "succeeded")
    .map(({ id, amount, currency }) => ({ kind: "refund", customer, refundId: id, refunded: { amount, currency } }));
}
