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

const secondPeriod = 30 * 24 * 3600;

interface Period {
  billingReason: "subscription_create" | "subscription_cycle";
  description: string;
  /** Distinguishes the periods of one subscription. */
  label: string;
  /** Seconds after the purchase's start. */
  after: number;
}

/** One period: the invoice, its payment and the link between them. Since 2025-03-31 neither names the other. */
function periodOf(draft: PurchaseDraft, period: Period) {
  const { context } = draft;
  const event = eventsOf(context);
  const { label, description, billingReason, after } = period;
  const subscription = sampleId("sub", context.seed);
  const common = { billingReason, subscription, label, after };
  const intent = intentOf(draft, "succeeded", { label, description });
  const invoice = sampleInvoice(context, { ...common, status: "paid" });
  const open = sampleInvoice(context, { ...common, status: "open" });
  const charge = sampleCharge(context, intent);
  return {
    subscription,
    intent,
    orderKey: orderKey(draft, invoice.id),
    ids: { subscription, invoice: invoice.id, paymentIntent: intent.id, charge: charge.id },
    events: {
      paymentFailed: event(
        "payment_intent.payment_failed",
        intentOf(draft, "requires_payment_method", { label, description }),
        after + 1,
      ),
      invoicePaymentFailed: event("invoice.payment_failed", asSent(open), after + 1),
      paymentSucceeded: event("payment_intent.succeeded", intent, after + 2),
      invoicePaid: event("invoice.paid", asSent(invoice), after + 3),
      invoicePaymentSucceeded: event("invoice.payment_succeeded", asSent(invoice), after + 3),
    },
    objects: [
      intent,
      charge,
      invoice,
      sampleInvoicePayment(context, invoice, intent.id),
      ...catalogObjects(draft, true),
    ],
  };
}

/** The first period, bought through Checkout. `paymentFailed` and `invoicePaymentFailed` are a refused attempt before it. */
export function subscriptionPurchase(draft: PurchaseDraft) {
  const { context } = draft;
  const first = periodOf(draft, {
    billingReason: "subscription_create",
    description: "Subscription creation",
    label: "",
    after: 60,
  });
  const session = sampleSession(context, {
    mode: "subscription",
    status: "complete",
    paymentStatus: "paid",
    subscription: first.subscription,
    invoice: first.ids.invoice,
    metadata: contentsMetadata(draft),
  });
  const events = { ...first.events, completed: eventsOf(context)("checkout.session.completed", session, 65) };
  return {
    ...purchaseFacts(draft),
    orderKey: first.orderKey,
    ids: { ...first.ids, session: session.id },
    events,
    story: [events.paymentSucceeded, events.invoicePaid, events.invoicePaymentSucceeded, events.completed],
    objects: [withLineItems(session, context), ...first.objects],
    get aftermath() {
      return sampleAftermath(context, first.intent);
    },
  };
}

/** The second period of the subscription that the same seed buys by Checkout. */
export function renewalPurchase(draft: PurchaseDraft) {
  const second = periodOf(draft, {
    billingReason: "subscription_cycle",
    description: "Subscription update",
    label: "second",
    after: secondPeriod,
  });
  const { events } = second;
  return {
    ...purchaseFacts(draft),
    orderKey: second.orderKey,
    ids: second.ids,
    events,
    story: [events.paymentSucceeded, events.invoicePaid, events.invoicePaymentSucceeded],
    objects: second.objects,
    get aftermath() {
      return sampleAftermath({ ...draft.context, at: draft.context.at + secondPeriod }, second.intent);
    },
  };
}

/** A payment made by the shop's own page: an order only where its metadata says what was bought. */
export function paymentIntentPurchase(draft: PurchaseDraft) {
  const { context } = draft;
  const event = eventsOf(context);
  const metadata = contentsMetadata(draft);
  const intent = intentOf(draft, "succeeded", { metadata });
  const charge = sampleCharge(context, intent);
  const events = {
    paymentFailed: event("payment_intent.payment_failed", intentOf(draft, "requires_payment_method", { metadata }), 45),
    /** Of a shop that authorises first, with the end that is not the capture. */
    capturable: event(
      "payment_intent.amount_capturable_updated",
      intentOf(draft, "requires_capture", { metadata, manualCapture: true }),
      50,
    ),
    paymentCanceled: event(
      "payment_intent.canceled",
      intentOf(draft, "canceled", { metadata, manualCapture: true }),
      62,
    ),
    paymentSucceeded: event("payment_intent.succeeded", intent, 62),
  };
  return {
    ...purchaseFacts(draft),
    orderKey: orderKey(draft, intent.id),
    ids: { paymentIntent: intent.id, charge: charge.id },
    events,
    story: [events.paymentSucceeded],
    objects: [intent, charge],
    get aftermath() {
      return sampleAftermath(context, intent);
    },
  };
}
