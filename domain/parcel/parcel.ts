import * as v from "valibot";
import { defined, readObject, text } from "../event/fields.ts";
import type { StripeObject } from "../event/event.ts";
import { partsOf } from "./object-id.ts";

/** What the object of a warehouse event contains. */
interface OfOrder {
  readonly id: string;
  /** The order's id, without its account. */
  readonly order: string;
}

export interface ParcelItem {
  readonly sku: string;
  readonly quantity: number;
}

export interface Parcel extends OfOrder {
  /** Unique within its order. */
  readonly parcel: string;
  readonly carrier?: string;
  readonly tracking?: string;
  /** Absent where the warehouse does not say which of the order's items are in it. */
  readonly items?: readonly ParcelItem[];
}

export interface Shortage extends OfOrder {
  readonly sku?: string;
}

export const parcelItemsSchema = v.array(v.object({ sku: v.string(), quantity: v.number() }));
const parcelSchema = v.object({
  id: v.string(),
  parcel: v.string(),
  carrier: text,
  tracking: text,
  items: v.optional(parcelItemsSchema),
});
const shortageSchema = v.object({ id: v.string(), object: v.literal("out-of-stock"), sku: text });

/** @throws ProcessingError `invalid-event` */
export function readParcel(object: StripeObject): Parcel {
  const parcel = readObject(parcelSchema, object, "parcel");
  return defined({ ...parcel, order: partsOf(parcel.id).order });
}

/** @throws ProcessingError `invalid-event` */
export function readShortage(object: StripeObject): Shortage {
  const shortage = readObject(shortageSchema, object, "shortage");
  return defined({ id: shortage.id, order: shortage.id, sku: shortage.sku });
}
