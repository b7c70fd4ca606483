import * as v from "valibot";

// What AWS's Terraform provider refuses at preview, in its words.

export const range = (least: number, most: number) =>
  v.pipe(
    v.number(),
    v.check(
      (value) => value >= least && value <= most,
      ({ input }) => `expected to be in the range (${least} - ${most}), got ${show(input)}`,
    ),
  );

export const atLeast = (least: number) =>
  v.pipe(
    v.number(),
    v.check(
      (value) => value >= least,
      ({ input }) => `expected to be at least (${least}), got ${show(input)}`,
    ),
  );

export const oneOf = <const Options extends readonly (string | number)[]>(...options: Options) =>
  v.picklist(options, ({ input }) => `expected to be one of ${JSON.stringify(options)}, got ${show(input)}`);

export const length = (least: number, most: number) =>
  v.pipe(
    v.string(),
    v.check(
      (value) => value.length >= least && value.length <= most,
      ({ input }) => `expected length to be in the range (${least} - ${most}), got ${show(input)}`,
    ),
  );

export const matching = (pattern: RegExp) =>
  v.pipe(
    v.string(),
    v.check(
      (value) => pattern.test(value),
      ({ input }) => `must match the pattern ${pattern.source}, got ${show(input)}`,
    ),
  );

/** A name of at least one character, all of which match. */
export const name = (longest: number, pattern: RegExp) => v.pipe(length(1, longest), matching(pattern));

export const json = v.pipe(
  v.string(),
  v.check(
    (value) => jsonFault(value) === undefined,
    ({ input }) => `contains an invalid JSON: ${jsonFault(input) ?? ""}`,
  ),
);

/** IAM's parser is older than JSON's: nothing may precede the brace. */
export const policy = v.pipe(
  v.string(),
  v.check(
    (value) => policyFault(value) === undefined,
    ({ input }) => `contains an invalid JSON policy: ${policyFault(input) ?? ""}`,
  ),
);

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
export const arn = matching(/^arn:aws[\w-]*:[\w-]+:[\w-]*:(?:\d{12}|aws|aws-managed)?:.+$/u);

export const tags = v.optional(v.record(v.string(), v.string()));

function jsonFault(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (cause) {
    return cause instanceof Error ? cause.message : String(cause);
  }
}

function policyFault(text: string): string | undefined {
  if (text.startsWith("{")) return jsonFault(text);
  return /^\s/u.test(text) ? "leading space characters are not allowed" : "not a JSON object";
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 100 ? `${text.slice(0, 100)}... (${text.length} characters)` : text;
}
