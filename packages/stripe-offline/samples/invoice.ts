import type Stripe from "stripe";
import { sampleAddress } from "./address.ts";
import { samplePrice } from "./catalog.ts";
import { sampleId, sampleToken } from "./ids.ts";
import { sampleShippingCost } from "./shipping-cost.ts";
import {
  amountOf,
  lineAmount,
  type SampleContext,
  type SampleInvoice,
  type SampleInvoiceLine,
  type SampleItem,
  totalOf,
} from "./types.ts";

/** Stripe embeds the first ten lines of an invoice and pages the rest. */
const embeddedInvoiceLines = 10;

export interface SampleInvoiceOptions {
  billingReason: "subscription_create" | "subscription_cycle" | "manual";
  status: "paid" | "open";
  /** Absent for the invoice of a one-time payment (`invoice_creation`). */
  subscription?: string;
  /** Distinguishes the periods of one subscription. */
  label?: string;
  /** Seconds after the purchase's start at which the invoice was made. */
  after?: number;
}

const monthSeconds = 30 * 24 * 3600;

function invoiceId(context: SampleContext, label = ""): string {
  return sampleId("in", `${context.seed}/${label}`);
}

function invoiceLine(
  item: SampleItem,
  index: number,
  context: SampleContext,
  options: SampleInvoiceOptions,
): SampleInvoiceLine {
  const key = `${context.seed}/${options.label ?? ""}/${index}`;
  const amount = lineAmount(item);
  const start = context.at + (options.after ?? 0);
  const price = samplePrice(item, context, { recurring: options.subscription !== undefined });
  return {
    id: sampleId("il", key),
    object: "line_item",
    amount,
    currency: context.currency,
    description: `${item.quantity} × ${item.name}`,
    discount_amounts: [],
    discountable: true,
    discounts: [],
    invoice: invoiceId(context, options.label),
    livemode: context.livemode,
    metadata: {},
    parent:
      options.subscription === undefined
        ? {
            invoice_item_details: {
              invoice_item: `ii_1${sampleToken(key, 23)}`,
              proration: false,
              proration_details: { credited_items: null },
              subscription: null,
            },
            subscription_item_details: null,
            type: "invoice_item_details",
          }
        : {
            invoice_item_details: null,
            subscription_item_details: {
              invoice_item: null,
              proration: false,
              proration_details: { credited_items: null },
              subscription: options.subscription,
              subscription_item: sampleId("si", key),
            },
            type: "subscription_item_details",
          },
    period: { start, end: start + monthSeconds },
    pretax_credit_amounts: [],
    pricing: {
      price_details: { price: price.id, product: sampleId("prod", item.sku) },
      type: "price_details",
      unit_amount_decimal: String(item.unitAmount),
    },
    quantity: Math.trunc(item.quantity),
    quantity_decimal: String(item.quantity),
    subscription: options.subscription ?? null,
    subtotal: amount,
    taxes: [],
  };
}

/** An invoice with all its lines. An event carries the first ten: see `asSent`. */
export function sampleInvoice(context: SampleContext, options: SampleInvoiceOptions): SampleInvoice {
  const id = invoiceId(context, options.label);
  const total = totalOf(context);
  const { shipping = 0, discount = 0, tax = 0, taxIncluded = 0 } = context.extras ?? {};
  const subtotal = amountOf(context.items);
  const created = context.at + (options.after ?? 0);
  const paid = options.status === "paid";
  const lines = context.items.map((item, index) => invoiceLine(item, index, context, options));
  const link = `https://invoice.stripe.com/i/acct_1OfflineSampleShop/test_${sampleToken(id, 60)}`;
  return {
    id,
    object: "invoice",
    account_country: "SG",
    account_name: "Order Processing Sample Shop",
    account_tax_ids: null,
    amount_due: total,
    amount_overpaid: 0,
    amount_paid: paid ? total : 0,
    amount_remaining: paid ? 0 : total,
    amount_shipping: shipping,
    application: null,
    attempt_count: 1,
    attempted: true,
    auto_advance: !paid,
    automatic_tax: { disabled_reason: null, enabled: false, liability: null, provider: null, status: null },
    automatically_finalizes_at: null,
    billing_reason: options.billingReason,
    collection_method: "charge_automatically",
    created,
    currency: context.currency,
    custom_fields: null,
    customer: context.customer.id ?? null,
    customer_account: null,
    customer_address: sampleAddress,
    customer_email: context.customer.email,
    customer_name: context.customer.name,
    customer_phone: context.customer.phone ?? null,
    customer_shipping:
      context.customer.id === undefined
        ? null
        : {
            address: sampleAddress,
            name: context.customer.name ?? "Jenny Rosen",
            phone: context.customer.phone ?? null,
          },
    customer_tax_exempt: "none",
    customer_tax_ids: [],
    default_payment_method: null,
    default_source: null,
    default_tax_rates: [],
    description: null,
    discounts: [],
    due_date: null,
    effective_at: created,
    ending_balance: 0,
    footer: null,
    from_invoice: null,
    hosted_invoice_url: `${link}?s=ap`,
    invoice_pdf: `${link}/pdf?s=ap`,
    issuer: { type: "self" },
    last_finalization_error: null,
    latest_revision: null,
    lines: {
      object: "list",
      data: lines,
      has_more: false,
      total_count: lines.length,
      url: `/v1/invoices/${id}/lines`,
    },
    livemode: context.livemode,
    metadata: {},
    next_payment_attempt: paid ? null : created + 3 * 24 * 3600,
    number: `${sampleToken(id, 8).toUpperCase()}-0001`,
    on_behalf_of: null,
    parent:
      options.subscription === undefined
        ? null
        : {
            quote_details: null,
            subscription_details: { metadata: {}, subscription: options.subscription },
            type: "subscription_details",
          },
    payment_settings: { default_mandate: null, payment_method_options: null, payment_method_types: null },
    period_end: created,
    period_start: created,
    post_payment_credit_notes_amount: 0,
    pre_payment_credit_notes_amount: 0,
    receipt_number: null,
    rendering: null,
    shipping_cost: sampleShippingCost(shipping),
    shipping_details: null,
    starting_balance: 0,
    statement_descriptor: null,
    status: options.status,
    status_transitions: {
      finalized_at: created,
      marked_uncollectible_at: null,
      paid_at: paid ? created + 2 : null,
      voided_at: null,
    },
    subtotal,
    subtotal_excluding_tax: subtotal - taxIncluded,
    test_clock: null,
    total,
    total_discount_amounts: discount === 0 ? [] : [{ amount: discount, discount: sampleId("di", id) }],
    total_excluding_tax: total - tax - taxIncluded,
    total_pretax_credit_amounts: [],
    total_taxes: [taxOf(tax, "exclusive"), taxOf(taxIncluded, "inclusive")].filter(({ amount }) => amount > 0),
    webhooks_delivered_at: created,
  };
}

function taxOf(amount: number, behavior: "exclusive" | "inclusive"): Stripe.Invoice.TotalTax {
  const tax_rate_details = { tax_rate: sampleId("txr", behavior) };
  return {
    amount,
    tax_behavior: behavior,
    tax_rate_details,
    taxability_reason: "standard_rated",
    taxable_amount: null,
    type: "tax_rate_details",
  };
}

/** The invoice as an event carries it: its first ten lines only. */
export function asSent(invoice: SampleInvoice): SampleInvoice {
  const { data } = invoice.lines;
  return {
    ...invoice,
    lines: {
      ...invoice.lines,
      data: data.slice(0, embeddedInvoiceLines),
      has_more: data.length > embeddedInvoiceLines,
    },
  };
}
