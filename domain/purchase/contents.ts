import * as v from "valibot";
import type { PurchaseItem } from "./item.ts";
import { defined } from "../event/fields.ts";
import { idIn, isObject, part, type StripeObject } from "../event/event.ts";
import { isProration } from "../event/invoice.ts";
import { cutText } from "../text.ts";

/** An item holds 400 KB, a notice to the warehouse 256 KB; Stripe's largest invoice has 250 lines. */
const longestName = 200;
const longestSku = 200;

/** Stripe's decimals have up to 12 places; sums of binary fractions have more. */
const decimalPlaces = 12;

const productsSchema = v.pipe(
  v.array(
    v.object({
      sku: v.pipe(
        v.union([v.string(), v.number()]),
        v.transform(String),
        v.trim(),
        v.minLength(1),
        v.maxLength(longestSku),
      ),
      quantity: v.pipe(
        v.union([v.number(), v.pipe(v.string(), v.decimal())]),
        v.transform(Number),
        v.finite(),
        v.minValue(0),
      ),
      name: v.nullish(v.string()),
    }),
  ),
  v.minLength(1),
);

/**
 * The contents that the shop wrote into metadata `products`: JSON `[{"sku", "quantity", "name"}]`, numbers also as texts
 * and SKUs as numbers. Undefined for a text that is not this, such as one that was cut at the 500 characters that Stripe
 * keeps, or that leaves nothing to sell.
 */
export function itemsOfProducts(products: string): PurchaseItem[] | undefined {
  let value: unknown;
  try {
    value = JSON.parse(products);
  } catch {
    return undefined;
  }
  const result = v.safeParse(productsSchema, value, { abortEarly: true });
  if (!result.success) return undefined;
  const items = summed(
    result.output.map(({ sku, quantity, name }) => ({
      sku: sku.toWellFormed(),
      quantity,
      name: shortName(name, sku),
      goods: true,
    })),
  );
  return items.length === 0 ? undefined : items;
}

/** The contents of a Checkout session, from its line items with `price.product` expanded. Goods unless their product is not shipped. */
export function itemsOfSession(lines: readonly StripeObject[]): PurchaseItem[] {
  return summed(lines.map((line) => ({ ...itemOfLine(line), goods: !isNotShipped(line) })));
}

/**
 * The contents of an invoice, without what settles a change of plan and what is credited: a line of less than nothing sells
 * nothing. Goods are what the product's metadata `sku` names.
 */
export function itemsOfInvoice(lines: readonly StripeObject[]): PurchaseItem[] {
  return summed(lines.filter((line) => !isProration(line) && !isCredit(line)).map(itemOfLine));
}

function isCredit({ amount }: StripeObject): boolean {
  return typeof amount === "number" && amount < 0;
}

/** SKU: the product's metadata `sku`, else the price's lookup key, else the product's id, else the price's, the line's. */
function itemOfLine(line: StripeObject): PurchaseItem {
  const price = priceOf(line);
  const product = part(price, "product");
  const metadataSku = filled(part(product, "metadata")["sku"]);
  const productId = idIn(price, "product") ?? idIn(part(line, "pricing", "price_details"), "product");
  const candidates = [metadataSku, filled(price["lookup_key"]), productId, filled(price["id"]), filled(line["id"])];
  const sku = candidates.find((candidate) => candidate !== undefined && candidate.length <= longestSku) ?? "unnamed";
  return defined({
    sku,
    name: shortName(product["name"], line["description"], sku),
    quantity: quantityOf(line),
    goods: metadataSku !== undefined && !isNotShipped(line),
    ...pricesOf(line),
  });
}

/** A session's line has `amount_subtotal`; an invoice's `subtotal`, and before 2025-03-31 `amount`. */
function pricesOf(line: StripeObject): Pick<PurchaseItem, "unitAmount" | "amount"> {
  const amount = [line["amount_subtotal"], line["subtotal"], line["amount"]].find(Number.isSafeInteger);
  if (typeof amount !== "number") return {};
  const price = priceOf(line);
  // A price has amounts in further currencies; its own are in `currency`.
  const isPriced = price["currency"] === undefined || price["currency"] === line["currency"];
  const unit = part(line, "pricing")["unit_amount_decimal"] ?? (isPriced ? price["unit_amount_decimal"] : undefined);
  const isShown = typeof unit === "string" && unit !== "";
  const unitAmount = isShown ? Number(unit) : amount / quantityOf(line);
  const isOne = isShown ? Number.isFinite(unitAmount) : Number.isInteger(unitAmount);
  return isOne ? { amount, unitAmount } : { amount };
}

function priceOf(line: StripeObject): StripeObject {
  return isObject(line["price"]) ? line["price"] : part(line, "pricing", "price_details", "price");
}

/** Downloads and services, where the catalogue says so; null is what Stripe keeps where nobody said. */
function isNotShipped(line: StripeObject): boolean {
  return part(priceOf(line), "product")["shippable"] === false;
}

/** `quantity` is truncated where `quantity_decimal`, a text, is right. Both are left out where a line is one amount. */
function quantityOf(line: StripeObject): number {
  const numbers = [line["quantity_decimal"], line["quantity"]].map((value) =>
    typeof value === "number" || (typeof value === "string" && value !== "") ? Number(value) : Number.NaN,
  );
  return numbers.find((value) => Number.isFinite(value)) ?? 1;
}

/** One item per SKU, without quantities of zero. Items with and without stock are kept apart. */
function summed(items: readonly PurchaseItem[]): PurchaseItem[] {
  const known = new Map<string, PurchaseItem>();
  for (const item of items.filter(({ quantity }) => quantity > 0)) {
    const key = `${item.goods} ${item.sku}`;
    const same = known.get(key);
    known.set(key, same === undefined ? { ...item, quantity: sum(item.quantity, 0) } : together(same, item));
  }
  return [...known.values()];
}

function together(one: PurchaseItem, other: PurchaseItem): PurchaseItem {
  const { unitAmount, amount, ...item } = one;
  const quantity = sum(one.quantity, other.quantity);
  if (amount === undefined || other.amount === undefined) return { ...item, quantity };
  const isOnePrice = unitAmount !== undefined && unitAmount === other.unitAmount;
  return { ...item, quantity, amount: amount + other.amount, ...(isOnePrice ? { unitAmount } : {}) };
}

/** Metered usage exceeds 10^10; beyond 2^53 it stays at that. */
function sum(one: number, other: number): number {
  const exact = Math.min(one + other, Number.MAX_SAFE_INTEGER);
  return Number.isInteger(exact) ? exact : Number(exact.toFixed(decimalPlaces));
}

/** The first name there is, short enough that all of them fit an item. */
function shortName(...candidates: readonly unknown[]): string {
  return cutText(candidates.map(filled).find((name) => name !== undefined) ?? "", longestName);
}

function filled(value: unknown): string | undefined {
  return typeof value === "string" && value.trim() !== "" ? value.trim().toWellFormed() : undefined;
}
