import * as v from "valibot";
import type { Purchase } from "./purchase.ts";
import { readStored } from "../stored-item.ts";

const text = v.exactOptional(v.string());
const number = v.exactOptional(v.number());

export const customerSchema = v.object({ id: text, email: text, name: text });

export const purchaseItemSchema = v.object({
  sku: v.string(),
  name: v.string(),
  quantity: v.number(),
  goods: v.boolean(),
  unitAmount: number,
  amount: number,
});

export const totalsSchema = v.object({
  subtotal: v.number(),
  discount: number,
  shipping: number,
  tax: number,
  taxIncluded: number,
});

export const shippingAddressSchema = v.object({
  name: text,
  line1: text,
  line2: text,
  city: text,
  state: text,
  postalCode: text,
  country: text,
});

/** Of what was written before there were versions. */
export const schemaVersion = v.optional(v.number(), 1);

export const moneySchema = v.object({ amount: v.number(), currency: v.string() });

const purchaseSchema = v.object({
  schemaVersion,
  orderKey: v.string(),
  source: v.picklist(["session", "payment_intent", "invoice"]),
  items: v.array(purchaseItemSchema),
  unreadable: v.exactOptional(v.literal(true)),
  customer: customerSchema,
  currency: v.string(),
  amountTotal: v.number(),
  amountPaid: number,
  presentment: v.exactOptional(moneySchema),
  totals: v.exactOptional(totalsSchema),
  shipTo: v.exactOptional(shippingAddressSchema),
  phone: text,
  locales: v.exactOptional(v.array(v.string())),
  livemode: v.boolean(),
  account: text,
  session: text,
  subscription: text,
  invoice: text,
  invoiceNumber: text,
  paymentIntents: v.array(v.string()),
});

/** A purchase's snapshot, of the journal's item. @throws Error that names the item and what is wrong with it */
export function readPurchase(item: Readonly<Record<string, unknown>>): Purchase {
  return readStored(purchaseSchema, item["purchase"], String(item["pk"]));
}
