import type Stripe from "stripe";
import { sampleId } from "./ids.ts";
import { lineAmount, type SampleContext, type SampleItem, type SampleLineItem, type SamplePrice } from "./types.ts";

/** Products and prices are older than any purchase, and the same for each purchase of a SKU. */
const catalogAgeSeconds = 90 * 24 * 3600;

/** A product whose metadata `sku` names the stock item. */
export function sampleProduct(item: SampleItem, context: SampleContext): Stripe.Product {
  const created = context.at - catalogAgeSeconds;
  return {
    id: sampleId("prod", item.sku),
    object: "product",
    active: true,
    created,
    default_price: priceId(item, context),
    description: `${item.name}, packed and shipped within two working days`,
    images: [`https://files.stripe.com/links/MDB8YWNjdF8xT2ZmbGluZXxmbF90ZXN0X${sampleId("prod", item.sku)}`],
    livemode: context.livemode,
    marketing_features: [],
    metadata: { sku: item.sku },
    name: item.name,
    package_dimensions: null,
    shippable: true,
    statement_descriptor: null,
    tax_code: "txcd_99999999",
    tax_details: null,
    type: "good",
    unit_label: null,
    updated: created + 60,
    url: null,
  };
}

function priceId(item: SampleItem, context: SampleContext): string {
  return sampleId("price", `${item.sku}/${context.currency}/${item.unitAmount}`);
}

/** `recurring` is for subscriptions; `product` may be expanded into the price. */
export function samplePrice(
  item: SampleItem,
  context: SampleContext,
  { recurring = false, expandProduct = false }: { recurring?: boolean; expandProduct?: boolean } = {},
): SamplePrice {
  return {
    id: priceId(item, context),
    object: "price",
    active: true,
    billing_scheme: "per_unit",
    created: context.at - catalogAgeSeconds,
    currency: context.currency,
    custom_unit_amount: null,
    livemode: context.livemode,
    lookup_key: null,
    metadata: {},
    nickname: null,
    product: expandProduct ? sampleProduct(item, context) : sampleId("prod", item.sku),
    recurring: recurring
      ? { interval: "month", interval_count: 1, meter: null, trial_period_days: null, usage_type: "licensed" }
      : null,
    tax_behavior: "unspecified",
    tiers_mode: null,
    transform_quantity: null,
    type: recurring ? "recurring" : "one_time",
    unit_amount: Number.isInteger(item.unitAmount) ? item.unitAmount : null,
    unit_amount_decimal: String(item.unitAmount),
  };
}

/** One line of a Checkout session, with its product expanded. `free` takes the whole price off by a coupon. */
export function sampleLineItem(
  item: SampleItem,
  index: number,
  context: SampleContext,
  { recurring = false, free = false }: { recurring?: boolean; free?: boolean } = {},
): SampleLineItem {
  const amount = lineAmount(item);
  return {
    id: sampleId("li", `${context.seed}/${index}`),
    object: "item",
    adjustable_quantity: null,
    amount_discount: free ? amount : 0,
    amount_subtotal: amount,
    amount_tax: 0,
    amount_total: free ? 0 : amount,
    currency: context.currency,
    description: item.name,
    metadata: {},
    price: samplePrice(item, context, { recurring, expandProduct: true }),
    quantity: item.quantity,
  };
}
