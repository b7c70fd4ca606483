import { parameterText, type Parameters } from "./parameters.ts";
import { invalid, missing } from "./stripe-error.ts";
import type { JsonObject, StripeObject } from "./stripe-object.ts";

const defaultLimit = 10;
const largestLimit = 100;

/** The names that every list takes. */
export const listParameters = ["limit", "starting_after", "ending_before", "expand"];

/** One page. docs.stripe.com/api/pagination */
export function page(elements: StripeObject[], parameters: Parameters, url: string): JsonObject {
  const limit = limitOf(parameters);
  const after = parameterText(parameters, "starting_after");
  const before = parameterText(parameters, "ending_before");
  if (after !== undefined && before !== undefined) {
    throw invalid("You cannot parameterize both `starting_after` and `ending_before`.");
  }
  if (before !== undefined) {
    const end = indexOf(elements, before, "ending_before");
    const start = Math.max(0, end - limit);
    return { object: "list", data: structuredClone(elements.slice(start, end)), has_more: start > 0, url };
  }
  const start = after === undefined ? 0 : indexOf(elements, after, "starting_after") + 1;
  const data = structuredClone(elements.slice(start, start + limit));
  return { object: "list", data, has_more: start + limit < elements.length, url };
}

function limitOf(parameters: Parameters): number {
  const limit = Number(parameterText(parameters, "limit") ?? defaultLimit);
  if (!Number.isInteger(limit) || limit < 1 || limit > largestLimit) {
    throw invalid(`Invalid limit: must be between 1 and ${largestLimit}`, "limit");
  }
  return limit;
}

function indexOf(elements: StripeObject[], id: string, parameter: string): number {
  const index = elements.findIndex((element) => element.id === id);
  if (index < 0) {
    throw missing(elements[0]?.object ?? "object", id, parameter);
  }
  return index;
}
