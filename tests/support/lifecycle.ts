import {
  type SampleEvent,
  type SampleObject,
  samplePurchase,
  type SamplePurchaseKind,
} from "../../packages/stripe-offline/samples/index.ts";
import { expiryOf, type PaidKind } from "../../packages/stripe-offline/scenarios/common.ts";

import { reportOf } from "./parcels.ts";

/** One event after those that came before it, and the order that it is about. */
export interface Example {
  readonly before: readonly SampleEvent[];
  readonly event: SampleEvent;
  readonly orderKey: string;
  readonly objects: readonly SampleObject[];
}

/** A row of the table of docs/order-lifecycle.md: each of its examples must have the effects that it states. */
export interface Row {
  /** As the table's column "when" says it. */
  readonly when: string;
  readonly types: readonly string[];
  readonly examples: (seed: string) => readonly Example[];
}

type Purchase<Kind extends SamplePurchaseKind> = ReturnType<typeof samplePurchase<Kind>>;
type Chapter = keyof Purchase<"payment">["aftermath"];

interface Occurrence {
  /** Unless it is the purchase's. */
  readonly orderKey?: string;
  readonly before: readonly SampleEvent[];
  readonly event: SampleEvent;
  readonly objects?: readonly SampleObject[];
}

/** Makes an example of each of the kinds. */
function of<Kind extends SamplePurchaseKind>(
  kinds: readonly Kind[],
  example: (purchase: Purchase<Kind>) => readonly Occurrence[],
): Row["examples"] {
  return (seed) =>
    kinds.flatMap((kind) => {
      const purchase = samplePurchase({ kind, seed: `${seed}-${kind}` });
      const [firstId = ""] = Object.values(purchase.ids);
      const orderKey = purchase.orderKey ?? firstId;
      return example(purchase).map(({ before, event, objects = [], orderKey: own = orderKey }) => ({
        before,
        event,
        orderKey: own,
        objects: [...purchase.objects, ...objects],
      }));
    });
}

const shipped = { kind: "shipped", parcel: "1", carrier: "SingPost", tracking: "LX123456789SG" };

const first = (event: SampleEvent): Occurrence => ({ before: [], event });

const paidKinds = [
  "payment",
  "guest",
  "delayed",
  "authorized",
  "invoiced",
  "subscription",
  "renewal",
  "payment-intent",
] as const satisfies readonly PaidKind[];

/** Once the purchase is paid: an event of what became of it, after the chapter's events that `before` names. */
function aftermath(
  chapter: Chapter,
  before: readonly string[],
  event: string,
  kinds: readonly PaidKind[],
): Row["examples"] {
  return of(kinds, (purchase) => {
    const { objects, events } = purchase.aftermath[chapter];
    const byName: Readonly<Record<string, SampleEvent>> = events;
    const named = (name: string): SampleEvent[] => (byName[name] === undefined ? [] : [byName[name]]);
    return named(event).map((twin) => ({
      before: [...purchase.story, ...before.flatMap(named)],
      event: twin,
      objects,
    }));
  });
}

const refundTypes = ["refund.created", "refund.updated", "charge.refund.updated", "charge.refunded"] as const;

/** Any of the events that contain a refund, whichever comes first. */
function refund(chapter: Chapter, kinds: readonly PaidKind[]): Row["examples"] {
  const others = ["refundUpdated", "chargeRefundUpdated", "chargeRefunded"];
  return (seed) => [
    ...aftermath(chapter, [], "refundCreated", kinds)(seed),
    ...others.flatMap((event) => aftermath(chapter, [], event, ["renewal"])(`${seed}-${event}`)),
  ];
}

export const lifecycleRows: readonly Row[] = [
  {
    types: ["checkout.session.completed"],
    when: "paid",
    examples: of(["payment", "guest", "invoiced"], ({ events }) => [first(events.completed)]),
  },
  {
    types: ["checkout.session.completed"],
    when: "nothing to pay",
    examples: of(["free"], ({ events }) => [first(events.completed)]),
  },
  {
    types: ["checkout.session.completed"],
    when: "unpaid",
    examples: of(["delayed"], ({ events }) => [first(events.completed)]),
  },
  {
    types: ["checkout.session.completed"],
    when: "mode subscription, no invoice yet",
    examples: of(["subscription"], ({ events: { completed }, ids }) => {
      const object = { ...completed.data.object, invoice: null };
      return [{ ...first({ ...completed, data: { object } }), orderKey: ids.session }];
    }),
  },
  {
    types: ["checkout.session.completed"],
    when: "mode subscription",
    examples: of(["subscription"], ({ events }) => [first(events.completed)]),
  },
  {
    types: ["checkout.session.completed"],
    when: "mode setup",
    examples: of(["setup"], ({ events }) => [first(events.completed)]),
  },
  {
    types: ["checkout.session.async_payment_succeeded"],
    when: "after the completion",
    examples: of(["delayed"], ({ events }) => [{ before: [events.completed], event: events.asyncSucceeded }]),
  },
  {
    types: ["checkout.session.async_payment_succeeded"],
    when: "before the completion",
    examples: of(["delayed"], ({ events }) => [first(events.asyncSucceeded)]),
  },
  {
    types: ["checkout.session.async_payment_failed"],
    when: "after the completion",
    examples: of(["delayed"], ({ events }) => [{ before: [events.completed], event: events.asyncFailed }]),
  },
  {
    types: ["checkout.session.expired"],
    when: "of a completed session",
    examples: of(["delayed"], ({ events: { completed } }) => [{ before: [completed], event: expiryOf(completed) }]),
  },
  {
    types: ["checkout.session.expired"],
    when: "of one never completed",
    examples: of(["expired"], ({ events }) => [first(events.expired)]),
  },
  {
    types: ["payment_intent.succeeded"],
    when: "with `products`",
    examples: of(["payment-intent"], ({ events }) => [first(events.paymentSucceeded)]),
  },
  {
    types: ["payment_intent.succeeded"],
    when: "without, before its session or invoice",
    examples: of(["payment", "guest", "invoiced", "delayed"], ({ events }) => [first(events.paymentSucceeded)]),
  },
  {
    types: ["payment_intent.succeeded"],
    when: "without, after its session",
    examples: of(["delayed"], ({ events }) => [{ before: [events.completed], event: events.paymentSucceeded }]),
  },
  {
    types: ["payment_intent.succeeded"],
    when: "captured by the shop, after its session",
    examples: of(["authorized"], ({ events }) => [{ before: [events.completed], event: events.paymentSucceeded }]),
  },
  {
    types: ["payment_intent.amount_capturable_updated"],
    when: "with `products`",
    examples: of(["payment-intent"], ({ events }) => [first(events.capturable)]),
  },
  {
    types: ["payment_intent.amount_capturable_updated"],
    when: "without, after its session",
    examples: of(["authorized"], ({ events }) => [{ before: [events.completed], event: events.capturable }]),
  },
  {
    types: ["payment_intent.canceled"],
    when: "of a completed session",
    examples: of(["authorized"], ({ events }) => [{ before: [events.completed], event: events.paymentCanceled }]),
  },
  {
    types: ["payment_intent.canceled"],
    when: "of a payment with `products`",
    examples: of(["payment-intent"], ({ events }) => [{ before: [events.capturable], event: events.paymentCanceled }]),
  },
  {
    types: ["charge.expired"],
    when: "always",
    examples: of(["authorized"], ({ events }) => [{ before: [events.completed], event: events.chargeExpired }]),
  },
  {
    types: ["payment_intent.payment_failed"],
    when: "always",
    examples: of(["payment", "delayed", "payment-intent"], ({ events }) => [first(events.paymentFailed)]),
  },
  {
    types: ["invoice.paid", "invoice.payment_succeeded"],
    when: "the first of the two",
    examples: of(["subscription", "renewal", "invoiced"], ({ events }) => [first(events.invoicePaid)]),
  },
  {
    types: ["invoice.paid", "invoice.payment_succeeded"],
    when: "the second of the two",
    examples: of(["subscription", "renewal", "invoiced"], ({ events }) => [
      { before: [events.invoicePaid], event: events.invoicePaymentSucceeded },
    ]),
  },
  {
    types: ["invoice.payment_failed"],
    when: "always",
    examples: of(["subscription", "renewal"], ({ events }) => [first(events.invoicePaymentFailed)]),
  },
  { types: refundTypes, when: "succeeded, all of it", examples: refund("fullRefund", paidKinds) },
  { types: refundTypes, when: "succeeded, a part", examples: refund("partialRefund", ["guest", "subscription"]) },
  {
    types: ["refund.created"],
    when: "pending",
    examples: aftermath("failedRefund", [], "refundCreated", ["payment", "renewal"]),
  },
  {
    types: ["refund.failed", "refund.updated", "charge.refund.updated"],
    when: "failed, or canceled",
    examples: aftermath("failedRefund", ["refundCreated"], "refundFailed", ["invoiced", "subscription"]),
  },
  {
    types: ["charge.dispute.created"],
    when: "always",
    examples: aftermath("disputeWon", [], "disputeCreated", paidKinds),
  },
  {
    types: ["charge.dispute.closed"],
    when: "won",
    examples: aftermath("disputeWon", ["disputeCreated"], "disputeClosed", ["delayed", "renewal"]),
  },
  {
    types: ["charge.dispute.closed"],
    when: "lost",
    examples: aftermath("disputeLost", ["disputeCreated"], "disputeClosed", ["payment-intent", "subscription"]),
  },
  {
    types: ["warehouse.shipped"],
    when: "the first parcel",
    examples: of(paidKinds, (purchase) => [{ before: purchase.story, event: reportOf(purchase.orderKey, shipped) }]),
  },
  {
    types: ["warehouse.shipped"],
    when: "another parcel",
    examples: of(["payment"], (purchase) => [
      {
        before: [...purchase.story, reportOf(purchase.orderKey, shipped)],
        event: reportOf(purchase.orderKey, { ...shipped, parcel: "2" }),
      },
    ]),
  },
  {
    types: ["warehouse.shipped"],
    when: "before its order",
    examples: of(["guest"], (purchase) => [first(reportOf(purchase.orderKey, shipped))]),
  },
  {
    types: ["warehouse.shipped"],
    when: "after a full refund",
    examples: of(["payment"], (purchase) => [
      {
        before: [...purchase.story, ...purchase.aftermath.fullRefund.story],
        event: reportOf(purchase.orderKey, shipped),
        objects: purchase.aftermath.fullRefund.objects,
      },
    ]),
  },
  {
    types: ["warehouse.delivered"],
    when: "after the parcel",
    examples: of(["payment"], (purchase) => [
      {
        before: [...purchase.story, reportOf(purchase.orderKey, shipped)],
        event: reportOf(purchase.orderKey, { kind: "delivered", parcel: "1" }),
      },
    ]),
  },
  {
    types: ["warehouse.out-of-stock"],
    when: "always",
    examples: of(["payment"], (purchase) => [
      { before: purchase.story, event: reportOf(purchase.orderKey, { kind: "out-of-stock", sku: "MUG-BLUE" }) },
    ]),
  },
];
