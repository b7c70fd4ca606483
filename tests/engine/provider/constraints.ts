import type { Json } from "./values.ts";

/** Why the AWS provider refuses a known value at preview, or `undefined`. */
export type Constraint = (value: Json) => string | undefined;

export const range =
  (least: number, most: number): Constraint =>
  (value) =>
    typeof value === "number" && value >= least && value <= most
      ? undefined
      : `expected to be in the range (${least} - ${most}), got ${show(value)}`;

export const atLeast =
  (least: number): Constraint =>
  (value) =>
    typeof value === "number" && value >= least ? undefined : `expected to be at least (${least}), got ${show(value)}`;

export const oneOf =
  (...allowed: readonly (string | number)[]): Constraint =>
  (value) =>
    allowed.some((each) => each === value)
      ? undefined
      : `expected to be one of ${JSON.stringify(allowed)}, got ${show(value)}`;

export const length =
  (least: number, most: number): Constraint =>
  (value) =>
    typeof value === "string" && value.length >= least && value.length <= most
      ? undefined
      : `expected length to be in the range (${least} - ${most}), got ${show(value)}`;

export const matching =
  (pattern: RegExp): Constraint =>
  (value) =>
    typeof value === "string" && pattern.test(value)
      ? undefined
      : `must match the pattern ${pattern.source}, got ${show(value)}`;

/** The first reason of several. */
export const both =
  (...constraints: readonly Constraint[]): Constraint =>
  (value) => {
    for (const constraint of constraints) {
      const reason = constraint(value);
      if (reason !== undefined) return reason;
    }
    return undefined;
  };

export const json: Constraint = (value) => {
  if (typeof value !== "string") return "contains an invalid JSON";
  try {
    JSON.parse(value);
    return undefined;
  } catch (cause) {
    return `contains an invalid JSON: ${cause instanceof Error ? cause.message : String(cause)}`;
  }
};

/** IAM's parser is older than JSON's: nothing may stand before the brace. */
export const policy: Constraint = (value) => {
  if (typeof value === "string" && !value.startsWith("{")) {
    return /^\s/u.test(value)
      ? "contains an invalid JSON policy: leading space characters are not allowed"
      : "contains an invalid JSON policy: not a JSON object";
  }
  const reason = json(value);
  return reason === undefined ? undefined : reason.replace("invalid JSON", "invalid JSON policy");
};

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
export const anArn = matching(/^arn:aws[\w-]*:[\w-]+:[\w-]*:(?:\d{12}|aws|aws-managed)?:.+$/u);

function show(value: Json): string {
  const text = JSON.stringify(value);
  return text.length > 100 ? `${text.slice(0, 100)}... (${text.length} characters)` : text;
}
