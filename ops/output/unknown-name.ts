import { UsageError } from "../errors.ts";

/** `unknown queue "mail"; expected a, b or c` */
export function unknownName(what: string, given: string, expected: readonly string[]): UsageError {
  // Made here, not at the load of every command: it takes 20 ms.
  const list = new Intl.ListFormat("en-GB", { type: "disjunction" });
  return new UsageError(`unknown ${what} "${given}"; expected ${list.format(expected)}`);
}
