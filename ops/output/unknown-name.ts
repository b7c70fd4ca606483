import { UsageError } from "../errors.ts";

const list = new Intl.ListFormat("en-GB", { type: "disjunction" });

/** `unknown queue "mail"; expected a, b or c` */
export function unknownName(what: string, given: string, expected: readonly string[]): UsageError {
  return new UsageError(`unknown ${what} "${given}"; expected ${list.format(expected)}`);
}
