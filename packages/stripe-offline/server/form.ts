import { isObject } from "../../aws-offline/input.ts";

/** A value as Stripe's form encoding carries it: texts, lists, and objects of these. */
export type FormValue = string | FormValue[] | { [key: string]: FormValue };

/**
 * Reads `a[b]=1&c[]=2&d[0]=3`, as query or body; numbered and empty keys make lists.
 * @throws Error for a name that is both a value and a group.
 */
export function parseForm(text: string): Record<string, FormValue> {
  const root = new Map<string, Node>();
  for (const [name, value] of new URLSearchParams(text)) {
    const [head = "", ...inner] = name.split(/\]\[|\[|\]$/u).filter((key, index, keys) => !isTail(key, index, keys));
    place(root, [head, ...inner], value);
  }
  return Object.fromEntries([...root].map(([key, node]) => [key, read(node)]));
}

/** A value of a JSON body as a form would carry it. */
export function formValue(value: unknown): FormValue {
  if (Array.isArray(value)) return value.map(formValue);
  if (isObject(value)) return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, formValue(inner)]));
  return String(value);
}

type Node = string | Map<string, Node>;

/** `a[b]` splits into `a`, `b` and an empty rest; `a[]` into `a`, an empty key and the rest. */
function isTail(key: string, index: number, keys: string[]): boolean {
  return index > 0 && index === keys.length - 1 && key === "";
}

function place(group: Map<string, Node>, [key = "", ...rest]: string[], value: string): void {
  const name = key === "" ? String(group.size) : key;
  if (rest.length === 0) {
    group.set(name, value);
    return;
  }
  const inner = group.get(name) ?? new Map<string, Node>();
  if (typeof inner === "string") {
    throw new Error(`the parameter ${name} is both a value and a group`);
  }
  group.set(name, inner);
  place(inner, rest, value);
}

function read(node: Node): FormValue {
  if (typeof node === "string") {
    return node;
  }
  const keys = [...node.keys()];
  return keys.length > 0 && keys.every((key) => /^\d+$/u.test(key))
    ? [...node.values()].map(read)
    : Object.fromEntries([...node].map(([key, inner]) => [key, read(inner)]));
}
