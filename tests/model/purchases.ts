import { type SampleEvent, type SampleObject, samplePurchase } from "../../packages/stripe-offline/samples/index.ts";
import { reportOf } from "../../packages/stripe-offline/scenarios/parcels.ts";
import type { Report } from "../../packages/stripe-offline/scenarios/report.ts";
import { expiryOf } from "../../packages/stripe-offline/scenarios/common.ts";

/** Stripe's, or what the warehouse's inbox publishes. */
export type PurchaseEvent = SampleEvent | Report["event"];

/** A purchase small enough that all its histories can be gone through. */
export interface Purchase {
  readonly name: string;
  readonly events: readonly PurchaseEvent[];
  readonly objects: readonly SampleObject[];
  readonly stock: Readonly<Record<string, number>>;
}

const plenty = { "MUG-BLUE": 10, "TEE-M": 10 };

/** Equal in all but some members of its object. */
function changed<Event extends SampleEvent>(event: Event, members: Readonly<Record<string, unknown>>): Event {
  return { ...event, data: { ...event.data, object: { ...event.data.object, ...members } } };
}

function withMembers(objects: readonly SampleObject[], type: string, members: object): SampleObject[] {
  return objects.map((object) => (object.object === type ? { ...object, ...members } : object));
}

function without(objects: readonly SampleObject[], ...types: string[]): SampleObject[] {
  return objects.filter(({ object }) => !types.includes(object));
}

/** One purchase of each kind, by the fewest events that show what is special about it. */
export function purchases(): Purchase[] {
  const paid = samplePurchase({ kind: "payment", seed: "paid" });
  const delayed = samplePurchase({ kind: "delayed", seed: "delayed" });
  const free = samplePurchase({ kind: "free", seed: "free" });
  const invoiced = samplePurchase({ kind: "invoiced", seed: "invoiced" });
  const subscription = samplePurchase({ kind: "subscription", seed: "sub" });
  const authorized = samplePurchase({ kind: "authorized", seed: "authorized" });
  const shop = samplePurchase({ kind: "payment-intent", seed: "shop" });
  const bare = samplePurchase({ kind: "payment-intent", seed: "bare", contents: "line-items" });
  const { invoicePaid, invoicePaymentSucceeded, completed, paymentSucceeded } = invoiced.events;

  const nothing = { amount_due: 0, amount_paid: 0, amount_remaining: 0, total: 0 };
  const unpaid = { payment_intent: null, payment_status: "no_payment_required", amount_total: 0 };
  const freeObjects = without(invoiced.objects, "invoice_payment", "payment_intent", "charge");
  const outside = { amount_paid_off_stripe: invoiced.amount };
  const first = <T>(story: readonly T[]): T[] => story.slice(0, 1);
  const refund = paid.aftermath.fullRefund;
  const { orderKey: order } = paid;
  const reported = (said: object, hour: number) =>
    reportOf({ order, at: `2026-11-24T0${String(hour)}:00:00Z`, ...said }).event;
  return [
    {
      name: "paid and refunded",
      events: [paid.events.paymentSucceeded, paid.events.completed, ...refund.story.slice(0, 2)],
      objects: [...paid.objects, ...refund.objects],
    },
    {
      name: "paid and shipped",
      events: [paid.events.paymentSucceeded, paid.events.completed, reported({ kind: "shipped", parcel: "1" }, 1)],
      objects: paid.objects,
    },
    {
      name: "paid, not to be found, then shipped in two parcels",
      events: [
        paid.events.completed,
        reported({ kind: "out-of-stock" }, 1),
        reported({ kind: "shipped", parcel: "1" }, 2),
        reported({ kind: "shipped", parcel: "2" }, 3),
        reported({ kind: "delivered", parcel: "1" }, 4),
      ],
      objects: paid.objects,
    },
    {
      name: "unpaid, then expired",
      events: [delayed.events.completed, expiryOf(delayed.events.completed)],
      objects: delayed.objects,
    },
    {
      name: "unpaid, expired, then paid",
      events: [delayed.events.completed, expiryOf(delayed.events.completed), delayed.events.asyncSucceeded],
      objects: delayed.objects,
    },
    {
      name: "authorised, then captured",
      events: [authorized.events.capturable, authorized.events.completed, authorized.events.paymentSucceeded],
      objects: authorized.objects,
    },
    {
      name: "authorised, then canceled",
      events: [authorized.events.capturable, authorized.events.completed, authorized.events.paymentCanceled],
      objects: authorized.objects,
    },
    { name: "free", events: free.story, objects: free.objects },
    {
      name: "free with an invoice",
      events: [changed(invoicePaid, nothing), changed(completed, unpaid), changed(invoicePaymentSucceeded, nothing)],
      objects: withMembers(withMembers(freeObjects, "invoice", nothing), "checkout.session", unpaid),
    },
    {
      name: "free with an invoice that its session does not name yet",
      events: [changed(invoicePaid, nothing), changed(completed, { ...unpaid, invoice: null })],
      objects: withMembers(withMembers(freeObjects, "invoice", nothing), "checkout.session", unpaid),
    },
    {
      name: "one payment with an invoice",
      events: [paymentSucceeded, completed, invoicePaid, invoicePaymentSucceeded],
      objects: invoiced.objects,
    },
    {
      name: "an invoice without Checkout, refunded",
      events: [paymentSucceeded, invoicePaid, invoicePaymentSucceeded, ...first(invoiced.aftermath.fullRefund.story)],
      objects: [...without(invoiced.objects, "checkout.session"), ...invoiced.aftermath.fullRefund.objects],
    },
    {
      name: "an invoice paid outside Stripe",
      events: [changed(invoicePaid, outside), changed(invoicePaymentSucceeded, outside)],
      objects: withMembers(without(freeObjects, "checkout.session"), "invoice", outside),
    },
    {
      name: "a subscription, refunded",
      events: [...subscription.story, ...subscription.aftermath.fullRefund.story.slice(0, 2)],
      objects: [...subscription.objects, ...subscription.aftermath.fullRefund.objects],
    },
    {
      name: "a subscription, disputed",
      events: [
        subscription.events.invoicePaid,
        subscription.events.completed,
        ...subscription.aftermath.disputeWon.story,
      ],
      objects: [...subscription.objects, ...subscription.aftermath.disputeWon.objects],
    },
    {
      name: "a shop's own payment, refunded",
      events: [...shop.story, ...shop.aftermath.fullRefund.story.slice(0, 2)],
      objects: [...shop.objects, ...shop.aftermath.fullRefund.objects],
    },
    {
      name: "a payment with which nothing was sold, refunded",
      events: [...bare.story, ...bare.aftermath.fullRefund.story.slice(0, 2)],
      objects: [...bare.objects, ...bare.aftermath.fullRefund.objects],
    },
  ]
    .map((purchase) => ({ ...purchase, stock: plenty }))
    .concat({
      name: "paid, but short of stock",
      events: [paid.events.completed, delayed.events.completed].slice(0, 1),
      objects: paid.objects,
      stock: { "MUG-BLUE": 1, "TEE-M": 10 },
    });
}
