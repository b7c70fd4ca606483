import { isObject } from "../../aws-offline/input.ts";
import { type FormValue, formValue, parseForm } from "./form.ts";
import { StripeApiError, invalid } from "./stripe-error.ts";

export type Parameters = Record<string, FormValue>;

/** Those of query and body; the bodies of the v2 API are JSON. @throws StripeApiError for what cannot be read */
export function readParameters(path: string, query: string, body: string): Parameters {
  return path.startsWith("/v2/") ? { ...parsed(query), ...parsedJson(body) } : parsed(`${query}&${body}`);
}

/** Refuses what a route does not take, by name: an ignored filter would return too much. */
export function allowOnly(parameters: Parameters, names: readonly string[]): void {
  const unknown = Object.keys(parameters).find((name) => !names.includes(name));
  if (unknown !== undefined) {
    const message = `Received unknown parameter: ${unknown} (or one that the offline run does not support)`;
    throw new StripeApiError(400, message, { code: "parameter_unknown", param: unknown });
  }
}

export function parameterText(parameters: Parameters, name: string): string | undefined {
  const value = parameters[name];
  if (value === undefined || typeof value === "string") {
    return value;
  }
  throw invalid(`Invalid string: ${JSON.stringify(value)}`, name);
}

export function requiredText(parameters: Parameters, name: string): string {
  const value = parameterText(parameters, name);
  if (value === undefined || value === "") {
    throw new StripeApiError(400, `Missing required param: ${name}.`, { code: "parameter_missing", param: name });
  }
  return value;
}

export function parameterTexts(parameters: Parameters, name: string): string[] | undefined {
  const value = parameters[name];
  if (value === undefined) {
    return undefined;
  }
  if (Array.isArray(value) && value.every((item) => typeof item === "string")) {
    return value;
  }
  throw invalid("Invalid array", name);
}

/** A group of texts, for example `metadata` or `payment`. */
export function parameterGroup(parameters: Parameters, name: string): Record<string, string> | undefined {
  const value = parameters[name];
  if (value === undefined) {
    return undefined;
  }
  if (typeof value === "object" && !Array.isArray(value)) {
    const texts = Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === "string");
    return Object.fromEntries(texts);
  }
  throw invalid("Invalid object", name);
}

export function parameterInteger(parameters: Parameters, name: string): number | undefined {
  const text = parameterText(parameters, name);
  if (text === undefined) {
    return undefined;
  }
  if (!/^-?\d+$/u.test(text)) {
    throw new StripeApiError(400, `Invalid integer: ${text}`, { code: "parameter_invalid_integer", param: name });
  }
  return Number(text);
}

/** `created=N` or `created[gte|gt|lte|lt]=N`: whether a time, in epoch seconds, lies within. */
export function parameterRange(parameters: Parameters, name: string): (value: number) => boolean {
  const exact = typeof parameters[name] === "string" ? parameterInteger(parameters, name) : undefined;
  if (exact !== undefined) {
    return (value) => value === exact;
  }
  const range: Parameters = parameterGroup(parameters, name) ?? {};
  allowOnly(range, ["gte", "gt", "lte", "lt"]);
  const [gte, gt] = [parameterInteger(range, "gte"), parameterInteger(range, "gt")];
  const [lte, lt] = [parameterInteger(range, "lte"), parameterInteger(range, "lt")];
  return (value) =>
    value >= (gte ?? -Infinity) && value > (gt ?? -Infinity) && value <= (lte ?? Infinity) && value < (lt ?? Infinity);
}

function parsed(form: string): Parameters {
  try {
    return parseForm(form);
  } catch (error) {
    throw invalid(error instanceof Error ? error.message : String(error));
  }
}

function parsedJson(body: string): Parameters {
  if (body === "") return {};
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    throw invalid("The request body is not JSON");
  }
  if (!isObject(value)) throw invalid("The request body is not a JSON object");
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, formValue(inner)]));
}
