import {
  type SampleEvent,
  type SampleItem,
  type SampleObject,
  samplePurchase,
  type SamplePurchaseOptions,
} from "../../../packages/stripe-offline/samples/index.ts";

/** A fresh purchase and the one event of it that is looked at. */
export interface Case {
  readonly orderKey: string;
  /** What Stripe's API knows. */
  readonly objects: readonly SampleObject[];
  /** Worked off before. */
  readonly before: readonly SampleEvent[];
  readonly event: SampleEvent;
  readonly email: string;
  readonly skus: readonly string[];
}

interface Purchase {
  readonly orderKey: string | null;
  readonly objects: readonly SampleObject[];
}

const unitsBought = 2;
export const initialStock = 50;

/** Each case buys things that nobody else buys, so that its stock can be looked at alone. */
function draft(seed: string): SamplePurchaseOptions & { readonly items: readonly SampleItem[] } {
  const item = (name: string) => ({
    sku: `${name}-${seed}`,
    name: `A ${name}`,
    quantity: unitsBought,
    unitAmount: 1500,
  });
  return { seed, items: [item("mug"), item("tee")], customer: { email: `${seed}@example.com` } };
}

function caseOf(
  seed: string,
  { orderKey, objects }: Purchase,
  event: SampleEvent,
  before: readonly SampleEvent[] = [],
  more: readonly SampleObject[] = [],
): Case {
  const { items } = draft(seed);
  return {
    orderKey: orderKey ?? "",
    objects: [...objects, ...more],
    before,
    event,
    email: `${seed}@example.com`,
    skus: items.map(({ sku }) => sku),
  };
}

type Plot = (seed: string) => Case;

function refund(name: "fullRefund" | "partialRefund", told: "refundCreated" | "chargeRefunded"): Plot {
  return (seed) => {
    const purchase = samplePurchase({ ...draft(seed), kind: "payment" });
    const { events, objects } = purchase.aftermath[name];
    return caseOf(seed, purchase, events[told], [purchase.events.completed], objects);
  };
}

/** One event of each path through the consumers. */
export const plots = {
  "a paid checkout": (seed) => {
    const purchase = samplePurchase({ ...draft(seed), kind: "payment" });
    return caseOf(seed, purchase, purchase.events.completed);
  },
  "a paid checkout whose metadata tells its contents, on a connected account": (seed) => {
    const options = { ...draft(seed), account: "acct_1Connected", contents: "metadata" } as const;
    const purchase = samplePurchase({ ...options, kind: "payment" });
    return caseOf(seed, purchase, purchase.events.completed);
  },
  "a payment before its checkout": (seed) => {
    const purchase = samplePurchase({ ...draft(seed), kind: "payment" });
    return caseOf(seed, purchase, purchase.events.paymentSucceeded);
  },
  "a payment without checkout": (seed) => {
    const purchase = samplePurchase({ ...draft(seed), kind: "payment-intent" });
    return caseOf(seed, purchase, purchase.events.paymentSucceeded);
  },
  "a free checkout": (seed) => {
    const purchase = samplePurchase({ ...draft(seed), kind: "free" });
    return caseOf(seed, purchase, purchase.events.completed);
  },
  "a subscription's invoice after its payment": (seed) => {
    const purchase = samplePurchase({ ...draft(seed), kind: "subscription" });
    return caseOf(seed, purchase, purchase.events.invoicePaid, [purchase.events.paymentSucceeded]);
  },
  "a subscription's invoice that was not paid": (seed) => {
    const purchase = samplePurchase({ ...draft(seed), kind: "renewal" });
    return caseOf(seed, purchase, purchase.events.invoicePaymentFailed);
  },
  "a delayed payment's checkout": (seed) => {
    const purchase = samplePurchase({ ...draft(seed), kind: "delayed" });
    return caseOf(seed, purchase, purchase.events.completed);
  },
  "a delayed payment's arrival": (seed) => {
    const purchase = samplePurchase({ ...draft(seed), kind: "delayed" });
    return caseOf(seed, purchase, purchase.events.asyncSucceeded, [purchase.events.completed]);
  },
  "a delayed payment's failure": (seed) => {
    const purchase = samplePurchase({ ...draft(seed), kind: "delayed" });
    return caseOf(seed, purchase, purchase.events.asyncFailed, [purchase.events.completed]);
  },
  "a checkout's expiry": (seed) => {
    const purchase = samplePurchase({ ...draft(seed), kind: "expired" });
    return caseOf(seed, purchase, purchase.events.expired);
  },
  "a full refund": refund("fullRefund", "refundCreated"),
  "a refunded charge": refund("fullRefund", "chargeRefunded"),
  "a partial refund": refund("partialRefund", "refundCreated"),
  "a refund before its payment": (seed) => {
    const purchase = samplePurchase({ ...draft(seed), kind: "payment" });
    const { events, objects } = purchase.aftermath.fullRefund;
    return caseOf(seed, purchase, events.refundCreated, [], objects);
  },
  "a dispute": (seed) => {
    const purchase = samplePurchase({ ...draft(seed), kind: "payment" });
    const { events, objects } = purchase.aftermath.disputeWon;
    return caseOf(seed, purchase, events.disputeCreated, [purchase.events.completed], objects);
  },
  "a dispute that is won": (seed) => {
    const purchase = samplePurchase({ ...draft(seed), kind: "payment" });
    const { events, objects } = purchase.aftermath.disputeWon;
    return caseOf(seed, purchase, events.disputeClosed, [purchase.events.completed, events.disputeCreated], objects);
  },
} as const satisfies Record<string, Plot>;

export type PlotName = keyof typeof plots;

export const plotNames = Object.keys(plots) as readonly PlotName[];
