/**
 * Realistic Stripe objects, events and whole purchases of the pinned API version, for tests, sample events and load tests.
 * Pure TypeScript without Node or Stripe code, so that k6 can import it. Equal arguments give equal results.
 */
export { sampleBody, sampleEvent, type SampleEventOptions } from "./event.ts";
export { sampleId, sampleToken, type IdPrefix } from "./ids.ts";
export { sampleDispute } from "./dispute.ts";
export { asSent, sampleInvoice, type SampleInvoiceOptions } from "./invoice.ts";
export { sampleInvoicePayment } from "./invoice-payment.ts";
export { sampleLineItem, samplePrice, sampleProduct } from "./catalog.ts";
export { inOlderShape, olderVersions, type OlderLinks, type OlderVersion } from "./older-shapes.ts";
export { sampleCharge, samplePaymentIntent, type SamplePaymentOptions } from "./payment.ts";
export { sampleRefund, type SampleRefundOptions } from "./refund.ts";
export { sampleSession, withLineItems, type SampleSessionOptions } from "./session.ts";
export {
  sampleExtras,
  sampleItems,
  samplePurchase,
  samplePurchaseKinds,
  type SamplePurchase,
  type SamplePurchaseKind,
  type SamplePurchaseOptions,
} from "./purchase.ts";
export { thinEventOf, type SampleThinEvent, wholeThinEventOf, type SampleWholeThinEvent } from "./thin.ts";
export type { SampleChapter } from "./aftermath.ts";
export * from "./types.ts";
