import { UsageError } from "../errors.ts";

const list = new Intl.ListFormat("en-GB", { type: "disjunction" });

/** `unknown consumer "loyalty"; expected orders, email or inventory` */
export function unknownName(what: string, given: string, expected: readonly string[]): UsageError {
  return new UsageError(`unknown ${what} "${given}"; expected ${list.format(expected)}`);
}
