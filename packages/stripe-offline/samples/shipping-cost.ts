import { sampleId } from "./ids.ts";

/** As a session and an invoice show it, before tax. @param shipping minor units; 0 where nothing is charged for it */
export function sampleShippingCost(shipping: number) {
  if (shipping === 0) return null;
  return {
    amount_subtotal: shipping,
    amount_tax: 0,
    amount_total: shipping,
    shipping_rate: sampleId("shr", String(shipping)),
  };
}
