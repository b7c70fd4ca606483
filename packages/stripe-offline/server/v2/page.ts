import type { FormValue } from "../form.ts";
import { parameterInteger, type Parameters } from "../parameters.ts";
import { invalid } from "../stripe-error.ts";
import type { JsonObject } from "../stripe-object.ts";

const defaultLimit = 20;
const largestLimit = 100;

/** The names that every list takes; `page` is the place in a list, as the URLs of the pages have it. */
export const pageParameters = ["limit", "page"];

/** One page of a v2 list, which names its neighbours by their URLs. docs.stripe.com/api-v2-overview#list-pagination */
export function page(elements: readonly object[], parameters: Parameters, path: string): JsonObject {
  const limit = parameterInteger(parameters, "limit") ?? defaultLimit;
  if (limit < 1 || limit > largestLimit) {
    throw invalid(`Invalid limit: must be between 1 and ${largestLimit}`, "limit");
  }
  const start = parameterInteger(parameters, "page") ?? 0;
  const url = (from: number): string => {
    const filters = Object.entries(parameters).filter(([name]) => name !== "page");
    const query: [string, string][] = [
      ...filters.flatMap(([name, value]) => pairs(name, value)),
      ["page", String(from)],
    ];
    return `${path}?${new URLSearchParams(query).toString()}`;
  };
  return {
    data: structuredClone(elements.slice(start, start + limit)),
    next_page_url: start + limit < elements.length ? url(start + limit) : null,
    previous_page_url: start > 0 ? url(Math.max(0, start - limit)) : null,
  };
}

function pairs(name: string, value: FormValue): [string, string][] {
  if (typeof value === "string") return [[name, value]];
  return Object.entries(value).flatMap(([key, inner]) => pairs(`${name}[${key}]`, inner));
}
