import type { SamplePurchase } from "../samples/index.ts";

/** What becomes of a paid charge; the names are those of the samples' aftermath. */
type Chapter = keyof SamplePurchase<"payment">["aftermath"];

export interface Ending {
  readonly chapters: readonly Chapter[];
  /** Of the order. */
  readonly status: string;
  /** Chapters whose refund is mailed to the customer. */
  readonly mailed: readonly Chapter[];
  /** Of the reservation. */
  readonly stock: "reserved" | "released";
  /** To the warehouse, besides `pick`. */
  readonly notices: readonly string[];
}

const kept = { chapters: [], mailed: [], stock: "reserved", notices: [] } as const;

/** All ways on which a paid purchase ends, by name. */
export const endings = {
  kept: { ...kept, status: "paid" },
  refunded: {
    chapters: ["fullRefund"],
    status: "refunded",
    mailed: ["fullRefund"],
    stock: "released",
    notices: ["cancel"],
  },
  "refunded in part": { ...kept, chapters: ["partialRefund"], status: "partially-refunded", mailed: ["partialRefund"] },
  "refunded in two parts": {
    chapters: ["partialRefund", "restRefund"],
    status: "refunded",
    mailed: ["partialRefund", "restRefund"],
    stock: "released",
    notices: ["cancel"],
  },
  "refunded by a refund that failed": { ...kept, chapters: ["failedRefund"], status: "paid" },
  "disputed and won": { ...kept, chapters: ["disputeWon"], status: "paid", notices: ["hold", "release"] },
  "disputed and lost": { ...kept, chapters: ["disputeLost"], status: "dispute-lost", notices: ["hold"] },
  "refunded, and disputed in vain": {
    chapters: ["fullRefund", "disputeWon"],
    status: "refunded",
    mailed: ["fullRefund"],
    stock: "released",
    notices: ["cancel", "hold", "release"],
  },
  "refunded in part, and the dispute won": {
    chapters: ["partialRefund", "disputeWon"],
    status: "partially-refunded",
    mailed: ["partialRefund"],
    stock: "reserved",
    notices: ["hold", "release"],
  },
  "refunded in part, and the dispute lost": {
    chapters: ["partialRefund", "disputeLost"],
    status: "dispute-lost",
    mailed: ["partialRefund"],
    stock: "reserved",
    notices: ["hold"],
  },
} as const satisfies Record<string, Ending>;

export type EndingName = keyof typeof endings;

export const endingNames = Object.keys(endings) as readonly EndingName[];
