import {
  amountOf,
  type SampleEvent,
  type SampleObject,
  samplePurchase,
  type SamplePurchase,
} from "../samples/index.ts";
import { sampleId } from "../samples/ids.ts";
import { type EndingName, endings } from "./endings.ts";
import { type PaidKind, paidKinds, type ScenarioOptions, scenarioFrom } from "./common.ts";
import { byProduct, download, fabric, hundredThings, metered, named, services } from "./rare-items.ts";
import { revisedEvent, type Revision } from "./revise.ts";
import type { AnyPurchase, Scenario, Outline } from "./scenario.ts";

const sold = { status: "paid", reservation: "reserved", notices: ["pick"] } as const;

/** Something other than `options` sells, or another way to write it down. */
interface Twist {
  readonly options?: Partial<ScenarioOptions>;
  readonly revision?: Revision;
  readonly outline?: Partial<Outline>;
}

/** A common purchase with a twist. */
function twisted(kind: PaidKind, ending: EndingName, { options: more, revision = {}, outline = {} }: Twist) {
  return (options: ScenarioOptions): Scenario => {
    const purchase = samplePurchase({ ...options, ...more, kind });
    const { chapters, status, stock, notices, mailed } = endings[ending];
    const chosen = chapters.map((chapter) => purchase.aftermath[chapter]);
    const refunds = mailed.map(
      (chapter) => `refund#${purchase.aftermath[chapter].events.refundCreated.data.object.id}`,
    );
    return scenarioFrom({ ...options, ...more }, purchase, {
      events: [...purchase.story, ...chosen.flatMap(({ story }): SampleEvent[] => story)],
      objects: chosen.flatMap(({ objects }): SampleObject[] => objects),
      revision,
      status,
      reservation: stock,
      notices: ["pick", ...notices],
      mails: [...paidKinds[kind], ...refunds],
      ...outline,
    });
  };
}

/** What is left of a purchase when Stripe never had some of its objects. */
function without(purchase: SamplePurchase<"invoiced">, ...kinds: readonly (keyof typeof purchase.ids)[]): AnyPurchase {
  const gone = new Set<string>(kinds.map((kind) => purchase.ids[kind]));
  const isGone = (object: SampleObject): boolean =>
    gone.has(object.id) || (object.object === "invoice_payment" && kinds.includes("paymentIntent"));
  return {
    ...purchase,
    ids: Object.fromEntries(Object.entries(purchase.ids).filter(([, id]) => !gone.has(id))),
    objects: purchase.objects.filter((object) => !isGone(object)),
  };
}

const keyed = ({ account }: ScenarioOptions, id: string): string => (account === undefined ? id : `${account}/${id}`);

/** Purchases that bug reports and Stripe's documents show, by name. */
const rareScenarios = {
  "a free order with an invoice": (options) => {
    const purchase = samplePurchase({ ...options, kind: "invoiced" });
    const { invoicePaid, completed, invoicePaymentSucceeded } = purchase.events;
    const orderKey = keyed(options, purchase.ids.invoice);
    const rest = { ...without(purchase, "paymentIntent", "charge"), orderKey, amount: 0 };
    return scenarioFrom(options, rest, {
      ...sold,
      events: [invoicePaid, completed, invoicePaymentSucceeded],
      revision: {
        "checkout.session": { payment_intent: null, payment_status: "no_payment_required", amount_total: 0 },
        invoice: { amount_due: 0, amount_paid: 0, total: 0 },
      },
      mails: ["confirmation", "receipt"],
    });
  },
  "an invoice paid out of band": (options) => {
    const purchase = samplePurchase({ ...options, kind: "invoiced" });
    const { invoicePaid, invoicePaymentSucceeded } = purchase.events;
    const orderKey = keyed(options, purchase.ids.invoice);
    return scenarioFrom(
      options,
      { ...without(purchase, "session", "paymentIntent", "charge"), orderKey },
      { ...sold, events: [invoicePaid, invoicePaymentSucceeded], mails: ["receipt"] },
    );
  },
  "an invoice without Checkout": (options) => {
    const purchase = samplePurchase({ ...options, kind: "invoiced" });
    const { paymentSucceeded, invoicePaid, invoicePaymentSucceeded } = purchase.events;
    return scenarioFrom(options, without(purchase, "session"), {
      ...sold,
      events: [paymentSucceeded, invoicePaid, invoicePaymentSucceeded],
      mails: ["receipt"],
    });
  },
  "an invoice that is voided after a failed payment": (options) => {
    const purchase = samplePurchase({ ...options, kind: "renewal" });
    const { invoicePaymentFailed } = purchase.events;
    return scenarioFrom(options, purchase, {
      events: [
        invoicePaymentFailed,
        { ...invoicePaymentFailed, id: `${invoicePaymentFailed.id}Voided`, type: "invoice.voided" },
      ],
      status: "unplaced",
      mails: ["payment-failed"],
      reservation: undefined,
      notices: [],
    });
  },
  "a session paid without a payment intent": (options) => {
    const purchase = samplePurchase({ ...options, kind: "free" });
    return scenarioFrom(
      options,
      { ...purchase, amount: amountOf(purchase.items) },
      {
        ...sold,
        events: purchase.story,
        revision: { "checkout.session": { payment_status: "paid", amount_total: amountOf(purchase.items) } },
        mails: ["confirmation"],
      },
    );
  },
  "a checkout of a hundred things": twisted("payment", "refunded", {
    options: { items: hundredThings, contents: "line-items" },
  }),
  "an invoice of 130 services": twisted("renewal", "kept", {
    options: { items: services },
    revision: { product: { metadata: {} } },
    outline: { items: services.map(byProduct), goods: [], reservation: undefined, notices: [] },
  }),
  "a metered invoice": twisted("renewal", "kept", {
    options: { items: [metered] },
    revision: { product: { metadata: {} } },
    outline: { items: [byProduct(metered)], goods: [], reservation: undefined, notices: [] },
  }),
  "a fraction of a unit": twisted("renewal", "kept", {
    options: { items: [fabric], version: undefined },
    outline: { reservation: "backordered", notices: [] },
  }),
  "a name that cannot be cut anywhere": twisted("payment", "kept", { options: { items: [named] } }),
  "a download": twisted("payment", "kept", {
    options: { contents: "line-items", items: [download] },
    revision: { product: { shippable: false } },
    outline: { goods: [], reservation: undefined, notices: [] },
  }),
  "metadata that was cut at 500 characters": twisted("payment", "kept", {
    options: { contents: "line-items" },
    revision: { "checkout.session": { metadata: { products: '[{"sku":"MUG-BLUE","quantity":2},{"sku":"TE' } } },
  }),
  "a price shown and paid in another currency": twisted("payment", "refunded", {
    options: { currency: "eur", version: undefined },
    revision: {
      "checkout.session": { presentment_details: { presentment_amount: 489_000, presentment_currency: "jpy" } },
      payment_intent: { presentment_details: { presentment_amount: 489_000, presentment_currency: "jpy" } },
    },
    outline: { texts: ["¥489,000"] },
  }),
  "an address that only the charge has": twisted("payment-intent", "refunded in part", {
    options: { contents: "metadata" },
    revision: { payment_intent: { receipt_email: null } },
  }),
  "a name that only the shipping details have": twisted("payment", "kept", {
    revision: {
      "checkout.session": {
        collected_information: {
          business_name: null,
          individual_name: null,
          shipping_details: {
            address: { city: null, country: "SG", line1: null, line2: null, postal_code: null, state: null },
            name: "Ship To Me",
          },
        },
      },
    },
    outline: { texts: ["Ship To Me"] },
    options: { customer: { name: null } },
  }),
  "a dispute that names only its charge": twisted("payment", "disputed and won", {
    revision: { dispute: { payment_intent: null } },
  }),
  "part of what was authorised captured, and refunded": captured(0.25, "refunded"),
  "more than was authorised captured": captured(1.25, "paid"),
  "many partial refunds": (options) => {
    const purchase = samplePurchase({ ...options, kind: "payment" });
    const { refundCreated } = purchase.aftermath.fullRefund.events;
    const total = amountOf(purchase.items);
    const refunds = Array.from({ length: 20 }, (_, index) => ({
      ...refundCreated.data.object,
      id: sampleId("re", `${options.seed}/many/${String(index)}`),
      amount: Math.floor(total / 20) + (index === 0 ? total % 20 : 0),
    }));
    const events = refunds.map((object, index) => ({
      ...refundCreated,
      id: sampleId("evt", `${options.seed}/many/${String(index)}`),
      data: { object },
    }));
    return scenarioFrom(options, purchase, {
      events: [...purchase.story, ...events],
      objects: refunds,
      status: "refunded",
      mails: ["confirmation", ...refunds.map(({ id }) => `refund#${id}`)],
      reservation: "released",
      notices: ["pick", "cancel"],
    });
  },
} as const satisfies Record<string, (options: ScenarioOptions) => Scenario>;

type RareScenarioName = keyof typeof rareScenarios;
export const rareScenarioNames = Object.keys(rareScenarios) as readonly RareScenarioName[];

export function rareScenario(name: RareScenarioName, options: ScenarioOptions): Scenario {
  return { ...rareScenarios[name](options), name };
}

/** A session whose payment was authorised, and captured in part, in full or beyond. */
function captured(share: number, end: "paid" | "refunded"): (options: ScenarioOptions) => Scenario {
  return (options) => {
    const purchase = samplePurchase({ ...options, kind: "delayed" });
    const { completed, paymentSucceeded } = purchase.events;
    const amount = Math.round(amountOf(purchase.items) * share);
    const { refundCreated } = purchase.aftermath.fullRefund.events;
    const refund = { ...refundCreated.data.object, amount };
    const isRefunded = end === "refunded";
    const receipt: Revision = { payment_intent: { capture_method: "manual", amount_received: amount } };
    return scenarioFrom(options, purchase, {
      ...sold,
      status: end,
      events: [
        completed,
        authorised(paymentSucceeded),
        revisedEvent(paymentSucceeded, receipt),
        ...(isRefunded ? [{ ...refundCreated, data: { object: refund } }] : []),
      ],
      objects: isRefunded ? [refund] : [],
      amountPaid: amount,
      mails: ["confirmation", ...(isRefunded ? [`refund#${refund.id}`] : [])],
      ...(isRefunded ? { reservation: "released", notices: ["pick", "cancel"] } : {}),
    });
  };
}

function authorised<T extends SampleObject>(succeeded: SampleEvent<T>): SampleEvent<T> {
  const event = revisedEvent(succeeded, {
    payment_intent: { capture_method: "manual", amount_received: 0, status: "requires_capture" },
  });
  const type = "payment_intent.amount_capturable_updated";
  return { ...event, id: `${event.id}Held`, type, created: event.created - 3600 };
}
