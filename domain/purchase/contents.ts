import * as v from "valibot";
import { rejected } from "../failure.ts";
import type { PurchaseItem } from "./item.ts";
import { idIn, isObject, part, type StripeObject } from "../event/event.ts";
import { isProration } from "../event/invoice.ts";

/** A stock transaction takes at most 100 items: one reservation and a row for each SKU. */
export const maximumSkus = 99;

/** More of one thing is a mistake or an attack, and would be taken from the stock. */
const maximumQuantity = 1_000_000;

const productsSchema = v.pipe(
  v.array(
    v.object({
      sku: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(200)),
      quantity: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(maximumQuantity)),
      name: v.optional(v.string()),
    }),
  ),
  v.minLength(1),
);

/**
 * The contents that the shop wrote into metadata `products`: JSON `[{"sku", "quantity", "name"}]`.
 * @throws ProcessingError `invalid-products` or `too-many-skus`, both to be rejected.
 */
export function itemsOfProducts(products: string): PurchaseItem[] {
  let value: unknown;
  try {
    value = JSON.parse(products);
  } catch (error) {
    throw rejected("invalid-products", "the metadata `products` is not JSON", error);
  }
  const result = v.safeParse(productsSchema, value, { abortEarly: true });
  if (!result.success) {
    const path = v.getDotPath(result.issues[0]) ?? "";
    throw rejected(
      "invalid-products",
      `the metadata \`products\` is not a list of sku, quantity, name (at \`${path}\`)`,
    );
  }
  return sumBySku(
    result.output.map(({ sku, quantity, name }) => ({ sku, quantity, name: shortName(name, sku), goods: true })),
  );
}

/** The contents of a Checkout session, from its line items with `price.product` expanded. All of them are goods. */
export function itemsOfSession(lines: readonly StripeObject[]): PurchaseItem[] {
  return sumBySku(lines.map((line) => ({ ...itemOfLine(line), goods: true })).filter(({ quantity }) => quantity > 0));
}

/** The contents of an invoice, without what settles a change of plan. Goods are what the product's metadata `sku` names. */
export function itemsOfInvoice(lines: readonly StripeObject[]): PurchaseItem[] {
  return sumBySku(
    lines
      .filter((line) => !isProration(line))
      .map(itemOfLine)
      .filter(({ quantity }) => quantity > 0),
  );
}

/** SKU: the product's metadata `sku`, else the price's lookup key, else the product's id, else the price's, the line's. */
function itemOfLine(line: StripeObject): PurchaseItem {
  const price = isObject(line["price"]) ? line["price"] : part(line, "pricing", "price_details", "price");
  const product = part(price, "product");
  const metadataSku = filled(part(product, "metadata")["sku"]);
  const productId = idIn(price, "product") ?? idIn(part(line, "pricing", "price_details"), "product");
  const sku = metadataSku ?? filled(price["lookup_key"]) ?? productId ?? filled(price["id"]) ?? filled(line["id"]);
  if (sku === undefined) {
    throw rejected("invalid-event", "a line names neither a product nor a price");
  }
  return {
    sku,
    name: shortName(product["name"], line["description"], sku),
    quantity: quantityOf(line),
    goods: metadataSku !== undefined,
  };
}

/** Stripe leaves the quantity out where a line is one amount. */
function quantityOf(line: StripeObject): number {
  const quantity = line["quantity"] ?? 1;
  if (typeof quantity !== "number" || !Number.isSafeInteger(quantity) || quantity > maximumQuantity) {
    throw rejected("invalid-products", "a line's quantity is not a number that can be ordered");
  }
  return quantity;
}

function sumBySku(items: readonly PurchaseItem[]): PurchaseItem[] {
  const bySku = new Map<string, PurchaseItem>();
  for (const item of items) {
    const same = bySku.get(item.sku);
    bySku.set(item.sku, same === undefined ? item : { ...same, quantity: same.quantity + item.quantity });
  }
  if (bySku.size > maximumSkus) {
    throw rejected("too-many-skus", `the order has ${bySku.size} SKUs, at most ${maximumSkus} can be reserved at once`);
  }
  return [...bySku.values()];
}

/** The first name there is, short enough that 99 of them fit an item. */
function shortName(...candidates: readonly unknown[]): string {
  return (candidates.map(filled).find((name) => name !== undefined) ?? "").slice(0, 200);
}

function filled(value: unknown): string | undefined {
  return typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;
}
