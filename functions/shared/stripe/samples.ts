/**
 * Realistic Stripe objects, events and whole purchases of the pinned API version, for tests, sample events and load tests.
 * Pure TypeScript without Node or Stripe code, so that k6 can import it. Equal arguments give equal results.
 */
export { sampleBody, sampleEvent, type SampleEventOptions } from "./samples/event.ts";
export { sampleId, sampleToken, type IdPrefix } from "./samples/ids.ts";
export { sampleDispute } from "./samples/dispute.ts";
export { asSent, sampleInvoice, sampleInvoicePayment, type SampleInvoiceOptions } from "./samples/invoice.ts";
export { sampleLineItem, samplePrice, sampleProduct } from "./samples/catalog.ts";
export { inOlderShape, type OlderLinks, type OlderVersion } from "./samples/older-shapes.ts";
export { sampleCharge, samplePaymentIntent, type SamplePaymentOptions } from "./samples/payment.ts";
export { sampleRefund, type SampleRefundOptions } from "./samples/refund.ts";
export { sampleSession, withLineItems, type SampleSessionOptions } from "./samples/session.ts";
export {
  sampleItems,
  samplePurchase,
  samplePurchaseKinds,
  type SamplePurchase,
  type SamplePurchaseKind,
  type SamplePurchaseOptions,
} from "./samples/purchase.ts";
export type { SampleChapter } from "./samples/aftermath.ts";
export * from "./samples/types.ts";
