import type Stripe from "stripe";
import { isObject } from "../../aws-offline/input.ts";
import { idOf, type JsonObject } from "./stripe-object.ts";

/**
 * Stripe returns objects in the version of the request, whatever the version of the events that contained them. What 2025-03-31
 * moved in an invoice, and consumers ask to be expanded, is put where it is now; the older members stay beside it.
 * docs.stripe.com/changelog/basil/2025-03-31/adds-new-parent-field-to-invoicing-objects
 */
export function invoiceInNewerShape(invoice: JsonObject): JsonObject {
  const subscription = idOf(invoice["subscription"]);
  if (subscription === undefined || invoice["parent"] !== undefined) return invoice;
  const details = { metadata: {}, subscription };
  const moved = {
    parent: { type: "subscription_details", quote_details: null, subscription_details: details },
  } satisfies Partial<Stripe.Invoice>;
  return { ...invoice, ...moved };
}

export function invoiceLineInNewerShape<Line extends JsonObject>(line: Line): Line & JsonObject {
  const { price } = line;
  if (!isObject(price) || line["pricing"] !== undefined) return line;
  const details = { price: idOf(price), product: idOf(price["product"]) };
  const amount = price["unit_amount_decimal"] ?? null;
  return { ...line, pricing: { type: "price_details", price_details: details, unit_amount_decimal: amount } };
}
