/**
 * What the plan has to assume beside the counted calls: times on AWS at 512 MB, which no offline run can measure. Seconds.
 * The costs bill the same times (ops/core/costs/estimate.ts). Measure your own with the dashboards and put them here.
 */
export const seconds = {
  webhook: 0.03,
  consumerBatch: 0.4,
  enrichment: 0.05,
  /** Of the warehouse's inbox, which publishes one after the other. */
  warehouseMessage: 0.02,
} as const;

/** Calls to Stripe per event of the mix: session, invoice, products and refunds are asked once a purchase that needs it. */
export const stripeCallsPerEvent = 0.15;

/** The share of the purchases that the best-selling SKU is in. */
export const hottestShare = 0.1;

/** A stock row's change within a transaction costs two write units. */
export const unitsPerStockMove = 2;
