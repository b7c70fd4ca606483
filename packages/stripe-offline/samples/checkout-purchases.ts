import { sampleAftermath } from "./aftermath.ts";
import { eventsOf } from "./event.ts";
import { sampleId } from "./ids.ts";
import { asSent, sampleInvoice } from "./invoice.ts";
import { sampleInvoicePayment } from "./invoice-payment.ts";
import { sampleCharge } from "./payment.ts";
import {
  catalogObjects,
  contentsMetadata,
  intentOf,
  orderKey,
  purchaseFacts,
  type PurchaseDraft,
} from "./purchase-draft.ts";
import { sampleSession, withLineItems } from "./session.ts";

const paid = { mode: "payment", status: "complete", paymentStatus: "paid" } as const;

/** Paid by card: `paymentFailed` is a refused attempt before the one that succeeds. */
export function paidPurchase(draft: PurchaseDraft) {
  const { context } = draft;
  const event = eventsOf(context);
  const intent = intentOf(draft, "succeeded");
  const session = sampleSession(context, { ...paid, paymentIntent: intent.id, metadata: contentsMetadata(draft) });
  const charge = sampleCharge(context, intent);
  const events = {
    paymentFailed: event("payment_intent.payment_failed", intentOf(draft, "requires_payment_method"), 45),
    paymentSucceeded: event("payment_intent.succeeded", intent, 62),
    completed: event("checkout.session.completed", session, 63),
  };
  return {
    ...purchaseFacts(draft),
    orderKey: orderKey(draft, intent.id),
    ids: { session: session.id, paymentIntent: intent.id, charge: charge.id },
    events,
    story: [events.paymentSucceeded, events.completed],
    objects: [withLineItems(session, context), intent, charge, ...catalogObjects(draft)],
    get aftermath() {
      return sampleAftermath(context, intent);
    },
  };
}

/** Paid by bank debit: `asyncSucceeded` and `asyncFailed` are the two endings, the story takes the good one. */
export function delayedPurchase(draft: PurchaseDraft) {
  const { context } = draft;
  const event = eventsOf(context);
  const methods = { paymentMethodTypes: ["sepa_debit"] };
  const intent = intentOf(draft, "succeeded", methods);
  const sessionOf = (paymentStatus: "paid" | "unpaid") =>
    sampleSession(context, {
      ...paid,
      ...methods,
      paymentStatus,
      paymentIntent: intent.id,
      metadata: contentsMetadata(draft),
    });
  const charge = sampleCharge(context, intent);
  const settled = 3 * 24 * 3600;
  const events = {
    completed: event("checkout.session.completed", sessionOf("unpaid"), 63),
    paymentSucceeded: event("payment_intent.succeeded", intent, settled),
    asyncSucceeded: event("checkout.session.async_payment_succeeded", sessionOf("paid"), settled),
    paymentFailed: event("payment_intent.payment_failed", intentOf(draft, "requires_payment_method", methods), settled),
    asyncFailed: event("checkout.session.async_payment_failed", sessionOf("unpaid"), settled),
  };
  return {
    ...purchaseFacts(draft),
    orderKey: orderKey(draft, intent.id),
    ids: { session: events.completed.data.object.id, paymentIntent: intent.id, charge: charge.id },
    events,
    story: [events.completed, events.paymentSucceeded, events.asyncSucceeded],
    objects: [withLineItems(sessionOf("paid"), context), intent, charge, ...catalogObjects(draft)],
    get aftermath() {
      return sampleAftermath(context, intent);
    },
  };
}

/** Nothing to pay: the order's key is the session's id. */
export function freePurchase(draft: PurchaseDraft) {
  const { context } = draft;
  const metadata = contentsMetadata(draft);
  const session = sampleSession(context, { ...paid, paymentStatus: "no_payment_required", free: true, metadata });
  const events = { completed: eventsOf(context)("checkout.session.completed", session, 63) };
  return {
    ...purchaseFacts(draft),
    amount: 0,
    orderKey: orderKey(draft, session.id),
    ids: { session: session.id },
    events,
    story: [events.completed],
    objects: [withLineItems(session, context, true), ...catalogObjects(draft)],
  };
}

/** Left by the customer: since 2022-08-01 such a session has no payment intent. */
export function expiredPurchase(draft: PurchaseDraft) {
  const { context } = draft;
  const metadata = contentsMetadata(draft);
  const session = sampleSession(context, { mode: "payment", status: "expired", paymentStatus: "unpaid", metadata });
  const events = { expired: eventsOf(context)("checkout.session.expired", session, 24 * 3600) };
  return {
    ...purchaseFacts(draft),
    orderKey: orderKey(draft, session.id),
    ids: { session: session.id },
    events,
    story: [events.expired],
    objects: [withLineItems(session, context), ...catalogObjects(draft)],
  };
}

/** One payment with an invoice that belongs to no subscription: all of it is one order, under the payment intent. */
export function invoicedPurchase(draft: PurchaseDraft) {
  const { context } = draft;
  const event = eventsOf(context);
  const intent = intentOf(draft, "succeeded");
  const invoice = sampleInvoice(context, { billingReason: "manual", status: "paid", after: 62 });
  const session = sampleSession(context, {
    ...paid,
    paymentIntent: intent.id,
    invoice: invoice.id,
    invoiceCreation: true,
    metadata: contentsMetadata(draft),
  });
  const charge = sampleCharge(context, intent);
  const events = {
    paymentSucceeded: event("payment_intent.succeeded", intent, 62),
    completed: event("checkout.session.completed", session, 63),
    invoicePaid: event("invoice.paid", asSent(invoice), 64),
    invoicePaymentSucceeded: event("invoice.payment_succeeded", asSent(invoice), 64),
  };
  const payment = sampleInvoicePayment(context, invoice, intent.id);
  return {
    ...purchaseFacts(draft),
    orderKey: orderKey(draft, intent.id),
    ids: { session: session.id, paymentIntent: intent.id, charge: charge.id, invoice: invoice.id },
    events,
    story: Object.values(events),
    objects: [withLineItems(session, context), intent, charge, invoice, payment, ...catalogObjects(draft)],
    get aftermath() {
      return sampleAftermath(context, intent);
    },
  };
}

/** A card is stored; there is no order. */
export function setupPurchase(draft: PurchaseDraft) {
  const { context } = draft;
  const session = sampleSession(context, {
    mode: "setup",
    status: "complete",
    paymentStatus: "no_payment_required",
    setupIntent: sampleId("seti", context.seed),
  });
  const events = { completed: eventsOf(context)("checkout.session.completed", session, 63) };
  return {
    ...purchaseFacts(draft),
    amount: 0,
    items: [],
    orderKey: null,
    ids: { session: session.id },
    events,
    story: [events.completed],
    objects: [session],
  };
}
