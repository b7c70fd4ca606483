import type { Terms } from "../event/terms.ts";
import type { StockFacts } from "./facts.ts";

/** One SKU of an order; `quantity` is positive, and whole in what is reserved. */
export interface ReservationLine {
  readonly sku: string;
  readonly name: string;
  readonly quantity: number;
}

/**
 * `pending`: facts without a purchase yet, nothing is held. `reserved`: the stock is held. `backordered`: it could not
 * be, all or nothing; final until an operator sees to it. `released`: nothing is held any more, or never will be.
 * `shipped`: the units have left the stock, for good.
 */
export const reservationStatuses = ["pending", "reserved", "backordered", "released", "shipped"] as const;

type ReservationStatus = (typeof reservationStatuses)[number];

/** Why nothing could be reserved. `out-of-stock` is also an unknown SKU; the others no stock can cure. */
export const backorderCauses = ["out-of-stock", "fractional-quantity", "unreadable-contents"] as const;

export type BackorderCause = (typeof backorderCauses)[number];

/**
 * A move of more lines than a transaction takes, between two of its transactions. It is driven to its end before
 * anything else is decided, so that nobody sees an order that is held in part.
 */
export interface Transfer {
  readonly to: Exclude<ReservationStatus, "pending">;
  /** How many lines, from the first, are held now. */
  readonly held: number;
  /** Of one to `backordered`. */
  readonly short?: readonly string[];
  /** Of one to `released`. */
  readonly releasedBy?: "abandonment" | "refund";
}

/** `pick` the items; `cancel` the pick; `hold` the shipment while a dispute is open; `release` that hold. */
export const noticeKinds = ["pick", "hold", "release", "cancel"] as const;

export type NoticeKind = (typeof noticeKinds)[number];

/** A message to the warehouse: due since it was written, out once `publishedAt` is set. */
export interface Notice {
  readonly kind: NoticeKind;
  /** Counts from 1 per reservation, without gaps. */
  readonly sequence: number;
  /** The SQS message whose handling is responsible for publishing. */
  readonly owner: string;
  /** Epoch milliseconds until which the owner may still be at it. */
  readonly leaseUntil: number;
  /** ISO time, of the last attempt. */
  readonly publishedAt?: string;
  /** How often an operator and the consumer asked for it to be published; absent: once. */
  readonly attempt?: number;
}

/** Who handles a record: responsible for the notices that become due by it. */
export type Handling = Pick<Notice, "owner" | "leaseUntil">;

/** That somebody has to see to a purchase: due since it was written, counted once `countedAt` is set. */
interface Alert extends Handling {
  /** ISO time. */
  readonly countedAt?: string;
}

/** Where the goods go, as far as it is known. */
export type Recipient = Pick<Terms, "shipTo" | "phone">;

/** A purchase as inventory sees it: what it holds in stock, and the notices to the warehouse. */
export interface Reservation extends Recipient {
  readonly orderId: string;
  /** Raised by each write; a write counts only if it still is what was read. */
  readonly version: number;
  readonly status: ReservationStatus;
  readonly facts: StockFacts;
  /**
   * Why it is `released`; `operator`: a backorder that was shipped all the same. Only an abandoned one can come back, when the
   * payment arrives after all.
   */
  readonly releasedBy?: "abandonment" | "refund" | "operator";
  /** What is or was to be reserved; empty while `pending` and for a release that came first. */
  readonly lines: readonly ReservationLine[];
  /** SKUs that could not be reserved, of a `backordered` reservation; of a large one those that were found first. */
  readonly short?: readonly string[];
  /** Of a `backordered` reservation; those from before there was one are `out-of-stock`. */
  readonly cause?: BackorderCause;
  readonly transfer?: Transfer;
  /** `released`, but the units stay counted as reserved until a person has looked at them (RESTOCK_ON_REFUND=false). */
  readonly unitsKept?: boolean;
  /** By notice key: `pick`, `cancel`, `hold#<dispute id>`, `release#<dispute id>`. */
  readonly notices: Readonly<Record<string, Notice>>;
  /** Of a purchase that came to be paid and short of stock: nobody ships it before an operator has seen to it. */
  readonly alert?: Alert;
}

/** A change of one stock row, so that available + reserved + shipped stays what it was. */
export interface StockMove {
  readonly sku: string;
  /** Units from available to reserved; negative: out of reserved. */
  readonly units: number;
  /** Out of reserved they go to the shipped ones, not back to the available ones. */
  readonly leave?: true;
}
