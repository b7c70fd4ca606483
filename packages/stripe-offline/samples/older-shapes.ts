import type { SampleEvent, SampleInvoice, SampleInvoiceLine, SampleObject, SampleSession } from "./types.ts";

/** Versions whose shapes are still met: an event keeps the version that its endpoint or account had when it was made. */
export const olderVersions = [
  "2019-12-03",
  "2022-08-01",
  "2022-11-15",
  "2025-03-31.basil",
  "2026-08-26.dahlia",
] as const;
export type OlderVersion = (typeof olderVersions)[number];

/** What older objects name and newer ones do not. */
export interface OlderLinks {
  paymentIntent?: string;
  charge?: string;
  invoice?: string;
  subscription?: string;
}

/** Members that came with 2026-09-30. */
const ofEndive = ["allowed_payment_method_types", "payment_record"];

/** Members that came after 2025-03-31. */
const afterBasil = [
  ...ofEndive,
  "amount_overpaid",
  "branding_settings",
  "business_name",
  "customer_account",
  "excluded_payment_method_types",
  "individual_name",
  "integration_identifier",
  "managed_payments",
  "origin_context",
  "quantity_decimal",
];

/** Members of invoices and their lines that came with 2025-03-31. */
const movedIn2025 = new Set([
  "parent",
  "pretax_credit_amounts",
  "pricing",
  "quantity_decimal",
  "taxes",
  "total_pretax_credit_amounts",
  "total_taxes",
]);

/** The same event as an older API version renders it. `links` are the purchase's ids. */
export function inOlderShape(event: SampleEvent, version: OlderVersion, links: OlderLinks): SampleEvent {
  const { object } = event.data;
  const members = without(object, new Set(version === "2026-08-26.dahlia" ? ofEndive : afterBasil));
  const older = {
    ...(version < "2025-03-31" ? { ...without(members, movedIn2025), ...changesOf2022(object, links) } : members),
    ...(version < "2022-11-15" ? listsUntil2022(object) : {}),
    // Only charges were named before payment intents were everywhere.
    ...(version < "2020" && (object.object === "refund" || object.object === "dispute")
      ? { payment_intent: null }
      : {}),
  };
  return {
    ...event,
    api_version: version,
    data: { ...event.data, object: { ...older, id: object.id, object: object.object } },
  };
}

/** 2022-11-15 took the charges out of payment intents and the refunds out of charges; an event had those of its time. */
function listsUntil2022({ id, object }: SampleObject): Record<string, unknown> {
  const list = (url: string) => ({ object: "list", data: [], has_more: false, total_count: 0, url });
  if (object === "payment_intent") return { charges: list(`/v1/charges?payment_intent=${id}`) };
  return object === "charge" ? { refunds: list(`/v1/charges/${id}/refunds`) } : {};
}

function without(value: object, names: ReadonlySet<string>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([name]) => !names.has(name)));
}

/** 2025-03-31 moved an invoice's payments, subscription and prices, and took the invoice out of its payment. */
function changesOf2022(object: SampleObject, links: OlderLinks): Record<string, unknown> {
  const { paymentIntent = null, charge = null, invoice = null, subscription = null } = links;
  if (object.object === "payment_intent" || object.object === "charge") {
    return { invoice };
  }
  if (isSession(object)) {
    return { shipping_details: object.collected_information?.shipping_details ?? null, collected_information: null };
  }
  if (!isInvoice(object)) {
    return {};
  }
  return {
    charge: object.status === "paid" ? charge : null,
    lines: { ...object.lines, data: object.lines.data.map((line) => lineOf2022(line, object, links)) },
    paid: object.status === "paid",
    paid_out_of_band: object.status === "paid" && object.amount_paid > 0 && paymentIntent === null,
    payment_intent: paymentIntent,
    quote: null,
    subscription,
    subscription_details: subscription === null ? null : { metadata: {} },
    tax: object.total_taxes?.reduce((sum, { amount }) => sum + amount, 0) ?? null,
    total_tax_amounts: (object.total_taxes ?? []).map(({ amount, tax_behavior, tax_rate_details }) => ({
      amount,
      inclusive: tax_behavior === "inclusive",
      tax_rate: tax_rate_details?.tax_rate ?? null,
      taxability_reason: "standard_rated",
      taxable_amount: null,
    })),
    transfer_data: null,
  };
}

function lineOf2022(line: SampleInvoiceLine, invoice: SampleInvoice, links: OlderLinks): Record<string, unknown> {
  const { pricing, parent } = line;
  const { price: id, product } = pricing.price_details;
  const amount = line.amount / (line.quantity ?? 1);
  return {
    ...without(line, movedIn2025),
    amount_excluding_tax: line.amount,
    plan: null,
    price: {
      id,
      object: "price",
      active: true,
      billing_scheme: "per_unit",
      created: invoice.created,
      currency: line.currency,
      livemode: line.livemode,
      lookup_key: null,
      metadata: {},
      nickname: null,
      product,
      type: links.subscription === undefined ? "one_time" : "recurring",
      unit_amount: amount,
      unit_amount_decimal: pricing.unit_amount_decimal,
    },
    proration: false,
    proration_details: { credited_items: null },
    subscription: links.subscription ?? null,
    subscription_item: parent?.subscription_item_details?.subscription_item ?? null,
    tax_amounts: [],
    tax_rates: [],
    type: links.subscription === undefined ? "invoiceitem" : "subscription",
    unit_amount_excluding_tax: pricing.unit_amount_decimal,
  };
}

function isInvoice(object: SampleObject): object is SampleInvoice {
  return object.object === "invoice";
}

function isSession(object: SampleObject): object is SampleSession {
  return object.object === "checkout.session";
}
