import { isObject } from "../../aws-offline/input.ts";

export type JsonObject = Record<string, unknown>;

export interface StripeObject extends JsonObject {
  id: string;
  object: string;
}

export function isStripeObject(value: unknown): value is StripeObject {
  return isObject(value) && typeof value["id"] === "string" && typeof value["object"] === "string";
}

/** The elements of a list object; none when it is not one. */
export function listData(value: unknown): StripeObject[] {
  const data = isObject(value) ? value["data"] : undefined;
  return Array.isArray(data) ? data.filter(isStripeObject) : [];
}

export function hasMore(value: unknown): boolean {
  return isObject(value) && value["has_more"] === true;
}

/** The id in a field that holds an id or the expanded object. */
export function idOf(value: unknown): string | undefined {
  if (typeof value === "string") {
    return value;
  }
  return isStripeObject(value) ? value.id : undefined;
}

export function numberOf(value: unknown): number {
  return typeof value === "number" ? value : 0;
}

export function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** As metadata are: texts by name. */
export function textsOf(value: unknown): Record<string, string> {
  const entries = Object.entries(isObject(value) ? value : {});
  return Object.fromEntries(entries.map(([name, each]) => [name, String(each)]));
}
