import type { Money } from "../event/presentment.ts";
import type { ShippingAddress, Totals } from "../event/terms.ts";
import type { OrderMailKind, ParcelMailKind, RefundMailKind } from "./kinds.ts";

export interface MailItem {
  readonly name: string;
  readonly quantity: number;
  /** Of all units, in minor units of the mail's currency. */
  readonly amount?: number;
}

interface MailBase {
  /** What the customer can name when asking: the invoice's number or the order's key. */
  readonly reference: string;
  readonly customerName?: string | undefined;
  /** Of the buyer, best first. */
  readonly locales?: readonly string[] | undefined;
  /** Epoch seconds: of what the mail is about. */
  readonly date?: number;
  readonly items: readonly MailItem[];
  /** The parts of the total, in its currency. */
  readonly totals?: Totals | undefined;
  readonly shipTo?: ShippingAddress | undefined;
}

/** A parcel as its customer can follow it. */
export interface Shipment {
  readonly parcel: string;
  readonly carrier?: string | undefined;
  readonly tracking?: string | undefined;
}

/** A mail with what it says. */
export type Mail = MailBase &
  (
    | { readonly kind: OrderMailKind; readonly total: Money }
    | { readonly kind: RefundMailKind; readonly extent: "full" | "partial"; readonly refunded: Money }
    | ({ readonly kind: ParcelMailKind } & Shipment)
  );
