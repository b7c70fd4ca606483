import type { OrderMailKind } from "../../domain/mail/kinds.ts";
import {
  sampleExtras,
  samplePurchase,
  type SampleEvent,
  type SampleObject,
} from "../../packages/stripe-offline/samples/index.ts";

/** A purchase that the offline run shows at its start: one event, and what must come of it. */
export interface Sample {
  readonly title: string;
  readonly event: SampleEvent;
  readonly orderKey: string;
  readonly mailKind: OrderMailKind;
  /** What Stripe's API must know of the purchase. */
  readonly objects: readonly SampleObject[];
  readonly skus: readonly string[];
}

/** A renewal's events come a month after its purchase began, in seconds. */
const period = 30 * 24 * 60 * 60;

/**
 * One sample of each main way to buy.
 * @param seed made part of every id
 * @param livemode as the stack processes
 */
export function startSamples(seed: string, livemode: boolean): Sample[] {
  const now = Math.floor(Date.now() / 1000) - 90;
  const options = { at: now, livemode };
  const checkout = samplePurchase({ ...options, kind: "payment", seed: `${seed}-checkout`, extras: sampleExtras });
  const payment = samplePurchase({ ...options, kind: "payment-intent", seed: `${seed}-payment` });
  const renewal = samplePurchase({ ...options, at: now - period, kind: "renewal", seed: `${seed}-renewal` });
  const skus = (items: readonly { readonly sku: string }[]): string[] => items.map(({ sku }) => sku);
  return [
    {
      title: "a Checkout session, paid",
      event: checkout.events.completed,
      orderKey: checkout.orderKey,
      mailKind: "confirmation",
      objects: checkout.objects,
      skus: skus(checkout.items),
    },
    {
      title: "a payment without Checkout",
      event: payment.events.paymentSucceeded,
      orderKey: payment.orderKey,
      mailKind: "confirmation",
      objects: payment.objects,
      skus: skus(payment.items),
    },
    {
      title: "a subscription's next period",
      event: renewal.events.invoicePaid,
      orderKey: renewal.orderKey,
      mailKind: "receipt",
      objects: renewal.objects,
      skus: skus(renewal.items),
    },
  ];
}
