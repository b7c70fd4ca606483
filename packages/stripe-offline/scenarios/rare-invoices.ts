import {
  amountOf,
  type SampleEvent,
  sampleId,
  sampleItems,
  samplePurchase,
  type SamplePurchase,
} from "../samples/index.ts";
import { purchaseOf, type ScenarioOptions, scenarioFrom, sold } from "./common.ts";
import { byProduct, fabric, metered, parts, returned, services } from "./rare-items.ts";
import { revisedEvent } from "./revise.ts";
import { rewritten } from "./rewrite.ts";
import type { Scenario } from "./scenario.ts";
import { keyed, twisted, without } from "./twist.ts";

/** Invoices that bug reports and Stripe's documents show, by name. */
export const rareInvoices = {
  "a free order with an invoice": (options) => {
    const extras = { discount: amountOf(options.items ?? sampleItems) };
    const purchase = samplePurchase({ ...options, extras, kind: "invoiced" });
    const { invoicePaid, completed, invoicePaymentSucceeded } = purchase.events;
    const orderKey = keyed(options, purchase.ids.invoice);
    const rest = { ...without(purchase, "paymentIntent", "charge"), orderKey };
    return scenarioFrom(options, rest, {
      ...sold,
      events: [invoicePaid, completed, invoicePaymentSucceeded],
      revision: { "checkout.session": { payment_intent: null, payment_status: "no_payment_required" } },
      mails: ["confirmation", "receipt"],
    });
  },
  "an invoice paid out of band": (options) => {
    const purchase = samplePurchase({ ...options, kind: "invoiced" });
    const { invoicePaid, invoicePaymentSucceeded } = purchase.events;
    const orderKey = keyed(options, purchase.ids.invoice);
    const rest = { ...without(purchase, "session", "paymentIntent", "charge"), orderKey };
    return scenarioFrom(options, rest, {
      ...sold,
      events: [invoicePaid, invoicePaymentSucceeded],
      mails: ["receipt"],
    });
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
  "an invoice that is voided after a failed payment": purchaseOf("renewal", (purchase) => ({
    events: givenUp(purchase, "voided"),
    status: "unplaced",
    mails: ["payment-failed"],
    reservation: undefined,
    notices: [],
  })),
  "an invoice that is paid after it was written off": purchaseOf("renewal", (purchase) => ({
    ...sold,
    events: [...givenUp(purchase, "marked_uncollectible"), ...purchase.story],
    mails: ["payment-failed", "receipt"],
  })),
  "a subscription whose billing starts later": (options) => {
    const { events, objects } = samplePurchase({ ...options, kind: "subscription" });
    const renewal = samplePurchase({ ...options, kind: "renewal" });
    const unbilled = { invoice: null, payment_status: "no_payment_required", amount_total: 0 } as const;
    const session = revisedEvent(events.completed, { "checkout.session": unbilled });
    return scenarioFrom(options, renewal, {
      ...sold,
      events: [session, ...renewal.story],
      objects,
      mails: ["receipt"],
      apart: [session.id],
    });
  },
  "an invoice of 130 services": twisted("renewal", "kept", {
    options: { items: services },
    revision: { product: { metadata: {} } },
    outline: { items: services.map(byProduct), goods: [], reservation: undefined, notices: [] },
  }),
  "an invoice of 250 goods": twisted("renewal", "refunded", { options: { items: parts } }),
  "an invoice with a credit for goods": (options) => {
    const { items = sampleItems } = options;
    const outline = { items, goods: items };
    return twisted("renewal", "kept", { options: { items: [...items, returned] }, outline })(options);
  },
  "a metered invoice": twisted("renewal", "kept", {
    options: { items: [metered] },
    revision: { product: { metadata: {} } },
    outline: { items: [byProduct(metered)], goods: [], reservation: undefined, notices: [] },
  }),
  "a fraction of a unit": twisted("renewal", "kept", {
    options: { items: [fabric], version: undefined },
    outline: { reservation: "backordered", notices: [] },
  }),
  "prices with the ids of legacy plans": (options) =>
    rewritten(twisted("renewal", "kept", {})(options), /\bprice_(1\w+)/gu, "plan-$1"),
} as const satisfies Record<string, (options: ScenarioOptions) => Scenario>;

/** A renewal whose payment failed and whose invoice was closed. */
function givenUp(purchase: SamplePurchase<"renewal">, as: "voided" | "marked_uncollectible"): SampleEvent[] {
  const { invoicePaymentFailed } = purchase.events;
  return [
    invoicePaymentFailed,
    { ...invoicePaymentFailed, id: sampleId("evt", `${invoicePaymentFailed.id}/${as}`), type: `invoice.${as}` },
  ];
}
