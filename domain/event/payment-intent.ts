import { isObject, part, type StripeObject } from "./event.ts";

/** Chosen for the whole payment intent, or for single payment methods. */
export function isCapturedManually(object: StripeObject): boolean {
  const methods = Object.values(part(object, "payment_method_options")).filter(isObject);
  return [object, ...methods].some(({ capture_method: method }) => method === "manual");
}

/** What was bought, by the metadata that a shop writes itself. */
export function productsIn({ products }: StripeObject): string | undefined {
  return typeof products === "string" && products !== "" ? products.toWellFormed() : undefined;
}
