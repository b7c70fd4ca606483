import { defaultsOf, given, typeOf } from "./resource.ts";
import { revealAll, same, type Properties } from "./values.ts";

export interface Difference {
  /** Top-level properties. */
  readonly changed: string[];
  readonly replaces: string[];
  readonly deleteBeforeReplace: boolean;
}

/** Compares what the program wants with what it wanted last time. */
export function difference(type: string, olds: Properties, news: Properties, ignored: readonly string[]): Difference {
  const { autoname, replaces } = typeOf(type);
  const before = revealAll(given(olds));
  const after = revealAll(given(news));
  const changed = [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((property) => !ignored.includes(property) && !same(before[property], after[property]))
    .toSorted();
  const replacing = new Set([...replaces, "region", autoname]);
  return {
    changed,
    replaces: changed.filter((property) => replacing.has(property)),
    // Two resources cannot have the one name that the program gave; an autoname differs.
    deleteBeforeReplace: autoname !== undefined && !defaultsOf(news).includes(autoname),
  };
}
