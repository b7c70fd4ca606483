import * as v from "valibot";
import {
  customerSchema,
  moneySchema,
  purchaseItemSchema,
  schemaVersion,
  shippingAddressSchema,
  totalsSchema,
} from "../purchase/stored-purchase.ts";
import { readStored } from "../stored-item.ts";
import type { Order } from "./order.ts";
import { parcelItemsSchema } from "../parcel/parcel.ts";
import { fulfilments, statusNames } from "./status.ts";

const registers = v.record(
  v.string(),
  v.object({
    state: v.string(),
    created: v.number(),
    eventId: v.string(),
    amount: v.exactOptional(v.number()),
    paid: v.exactOptional(v.number()),
    currency: v.exactOptional(v.string()),
    presentment: v.exactOptional(moneySchema),
    customer: v.exactOptional(customerSchema),
    carrier: v.exactOptional(v.string()),
    tracking: v.exactOptional(v.string()),
    items: v.exactOptional(parcelItemsSchema),
  }),
);
/** Of orders from before there was a way back from the warehouse: none. */
const newRegisters = v.optional(registers, {});

const orderSchema = v.object({
  schemaVersion,
  orderId: v.string(),
  version: v.number(),
  status: v.picklist([...statusNames, "merged"]),
  mergedInto: v.exactOptional(v.string()),
  fulfilment: v.exactOptional(v.picklist(fulfilments)),
  aliases: v.array(v.string()),
  livemode: v.boolean(),
  account: v.exactOptional(v.string()),
  createdAt: v.exactOptional(v.string()),
  updatedAt: v.string(),
  customerId: v.exactOptional(v.string()),
  customer: customerSchema,
  currency: v.exactOptional(v.string()),
  amountTotal: v.number(),
  amountPaid: v.number(),
  amountRefunded: v.number(),
  items: v.exactOptional(v.array(purchaseItemSchema)),
  totals: v.exactOptional(totalsSchema),
  shipTo: v.exactOptional(shippingAddressSchema),
  phone: v.exactOptional(v.string()),
  unreadable: v.exactOptional(v.literal(true)),
  contact: v.exactOptional(customerSchema),
  invoiceNumber: v.exactOptional(v.string()),
  presentment: v.exactOptional(v.object({ currency: v.string(), amountPaid: v.number(), amountRefunded: v.number() })),
  facts: v.object({
    sessions: registers,
    payments: registers,
    invoices: registers,
    refunds: registers,
    disputes: registers,
    parcels: newRegisters,
    deliveries: newRegisters,
    shortages: newRegisters,
    placed: v.exactOptional(v.object({ created: v.number(), eventId: v.string() })),
  }),
  timeline: v.array(
    v.object({
      eventId: v.string(),
      type: v.string(),
      object: v.exactOptional(v.string()),
      created: v.string(),
      applied: v.string(),
    }),
  ),
  omitted: v.exactOptional(
    v.array(v.object({ type: v.string(), object: v.exactOptional(v.string()), count: v.number(), sample: v.string() })),
  ),
});

/** An order of an item of the orders table. @throws Error that names the order and what is wrong with it */
export function readOrder(item: Readonly<Record<string, unknown>>): Order {
  return readStored(orderSchema, item, `order ${String(item["orderId"])}`);
}
