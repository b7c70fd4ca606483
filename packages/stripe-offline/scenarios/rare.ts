import { amountOf, sampleId, samplePurchase } from "../samples/index.ts";
import { type ScenarioOptions, scenarioFrom, sold } from "./common.ts";
import { rareCaptures } from "./rare-captures.ts";
import { rareInvoices } from "./rare-invoices.ts";
import { rarePrices } from "./rare-prices.ts";
import { download, hundredThings, named, numbered } from "./rare-items.ts";
import type { Scenario } from "./scenario.ts";
import { twisted } from "./twist.ts";

/** An organisation's account, as `context` names it. */
const organised = "org_1Shops/acct_1Organised";

/** Purchases that bug reports and Stripe's documents show, by name. */
export const rareScenarios = {
  ...rareInvoices,
  ...rareCaptures,
  ...rarePrices,
  "a session paid without a payment intent": (options) => {
    const free = samplePurchase({ ...options, kind: "free" });
    const purchase = { ...free, amount: amountOf(free.items) };
    const session = {
      payment_status: "paid",
      amount_total: purchase.amount,
      total_details: { amount_discount: 0, amount_shipping: 0, amount_tax: 0 },
    } as const;
    return scenarioFrom(options, purchase, {
      ...sold,
      events: purchase.story,
      revision: { "checkout.session": session },
      mails: ["confirmation"],
    });
  },
  "a checkout of a hundred things": twisted("payment", "refunded", {
    options: { items: hundredThings, contents: "line-items" },
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
  "metadata of a payment intent that was cut at 500 characters": twisted("payment-intent", "kept", {
    options: { contents: "metadata" },
    revision: { payment_intent: { metadata: { products: '[{"sku":"MUG-BLUE","quan' } } },
    outline: { items: [], goods: [], reservation: "backordered", notices: [] },
  }),
  "metadata with numbers as texts, and nothing of one thing": twisted("payment-intent", "kept", {
    options: { contents: "metadata" },
    revision: {
      payment_intent: {
        metadata: { products: '[{"sku":4711,"quantity":"2","name":null},{"sku":"NONE","quantity":0}]' },
      },
    },
    outline: { items: [numbered], goods: [numbered] },
  }),
  "a sale of an organisation's account": (options) => {
    const scenario = twisted("payment", "refunded in part", { options: { account: organised } })(options);
    const events = scenario.events.map(({ account: _account, ...event }) => ({ ...event, context: organised }));
    return { ...scenario, events };
  },
  "a payment that is tried thirty times": (options) => {
    const purchase = samplePurchase({ ...options, kind: "payment" });
    const { paymentFailed } = purchase.events;
    const attempts = Array.from({ length: 30 }, (_, attempt) => ({
      ...paymentFailed,
      id: sampleId("evt", `${options.seed}/attempt ${String(attempt)}`),
      created: paymentFailed.created + attempt - 30,
    }));
    return scenarioFrom(options, purchase, {
      ...sold,
      events: [...attempts, ...purchase.story],
      mails: ["confirmation"],
    });
  },
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

export const rareScenarioNames = Object.keys(rareScenarios) as readonly (keyof typeof rareScenarios)[];
