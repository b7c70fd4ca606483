import * as v from "valibot";
import { shippingAddressSchema } from "../purchase/stored-purchase.ts";
import { readStored } from "../stored-item.ts";
import { backorderCauses, noticeKinds, type Reservation, reservationStatuses } from "./reservation.ts";

const movedBy = ["abandonment", "refund"] as const;

const reservationSchema = v.object({
  orderId: v.string(),
  version: v.number(),
  status: v.picklist(reservationStatuses),
  facts: v.object({
    placed: v.boolean(),
    paid: v.boolean(),
    amountPaid: v.exactOptional(v.number()),
    amountCaptured: v.exactOptional(v.number()),
    paymentFailed: v.boolean(),
    expired: v.boolean(),
    refunds: v.record(v.string(), v.number()),
    disputes: v.record(v.string(), v.object({ won: v.boolean() })),
    shipped: v.exactOptional(v.literal(true)),
  }),
  releasedBy: v.exactOptional(v.picklist([...movedBy, "operator"])),
  lines: v.array(v.object({ sku: v.string(), name: v.string(), quantity: v.number() })),
  shipTo: v.exactOptional(shippingAddressSchema),
  phone: v.exactOptional(v.string()),
  short: v.exactOptional(v.array(v.string())),
  cause: v.exactOptional(v.picklist(backorderCauses)),
  transfer: v.exactOptional(
    v.object({
      to: v.picklist(["reserved", "backordered", "released", "shipped"]),
      held: v.number(),
      short: v.exactOptional(v.array(v.string())),
      releasedBy: v.exactOptional(v.picklist(movedBy)),
    }),
  ),
  unitsKept: v.exactOptional(v.boolean()),
  notices: v.record(
    v.string(),
    v.object({
      kind: v.picklist(noticeKinds),
      sequence: v.number(),
      owner: v.string(),
      leaseUntil: v.number(),
      publishedAt: v.exactOptional(v.string()),
      attempt: v.exactOptional(v.number()),
    }),
  ),
  alert: v.exactOptional(
    v.object({ owner: v.string(), leaseUntil: v.number(), countedAt: v.exactOptional(v.string()) }),
  ),
});

/** A reservation of an item of the inventory table. @throws Error that names the item and what is wrong with it */
export function readReservation(item: Readonly<Record<string, unknown>>): Reservation {
  return readStored(reservationSchema, item, String(item["pk"]));
}
