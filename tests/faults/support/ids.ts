import type { Case } from "./cases.ts";

/** Stripe's ids of what a purchase is made of; connected accounts and requests are none. */
export const idPattern = /\b(?:evt|pi|cs|in|inpay|ch|re|du|cus|sub|pm|il|li|prod|price|txn)_[A-Za-z0-9_]+/gu;

/** A case's ids in the order in which its objects and events name them: the same one is at the same place in each. */
export function idsOf({ orderKey, objects, before, event, posted }: Case): string[] {
  return [...new Set(`${orderKey} ${JSON.stringify([objects, before, event, posted])}`.match(idPattern) ?? [])];
}
