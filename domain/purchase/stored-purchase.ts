import * as v from "valibot";
import type { Purchase } from "./purchase.ts";
import { readStored } from "../stored-item.ts";

const text = v.exactOptional(v.string());

export const customerSchema = v.object({ id: text, email: text, name: text });

export const purchaseItemSchema = v.object({
  sku: v.string(),
  name: v.string(),
  quantity: v.number(),
  goods: v.boolean(),
});

export const moneySchema = v.object({ amount: v.number(), currency: v.string() });

const purchaseSchema = v.object({
  orderKey: v.string(),
  source: v.picklist(["session", "payment_intent", "invoice"]),
  items: v.array(purchaseItemSchema),
  unreadable: v.exactOptional(v.literal(true)),
  customer: customerSchema,
  currency: v.string(),
  amountTotal: v.number(),
  amountPaid: v.exactOptional(v.number()),
  presentment: v.exactOptional(moneySchema),
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
