import { isObject } from "../input.ts";

/** Where in a pattern, and so in an event: one key after the other. */
export type Path = readonly string[];

/** The values of a key: an array fits when any of its members does. An absent key is `undefined`, as is an empty array. */
export function members(event: unknown, key: string): unknown[] {
  const parents: unknown[] = Array.isArray(event) ? event : [event];
  return parents.flatMap((parent) => {
    const value = isObject(parent) && Object.hasOwn(parent, key) ? parent[key] : undefined;
    if (!Array.isArray(value)) return [value];
    return value.length > 0 ? (value as unknown[]) : [undefined];
  });
}

/** Whether there is a value at the path, in whichever members of arrays; an object is none. */
export function isPresent(event: unknown, path: Path): boolean {
  const found = path.reduce<unknown[]>((values, key) => values.flatMap((value) => members(value, key)), [event]);
  return found.some(isPresentLeaf);
}

export function isPresentLeaf(value: unknown): boolean {
  return value !== undefined && !isObject(value);
}
