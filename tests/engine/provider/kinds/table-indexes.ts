import * as v from "valibot";
import type { Failure } from "../failure.ts";
import { isKnown, type Properties } from "../values.ts";

const named = v.object({ name: v.string() });
const keys = v.object({
  hashKey: v.optional(v.string()),
  rangeKey: v.optional(v.string()),
  keySchemas: v.optional(v.array(v.object({ attributeName: v.string() })), []),
});
const table = v.object({
  hashKey: v.optional(v.string()),
  rangeKey: v.optional(v.string()),
  attributes: v.optional(v.array(named), []),
  globalSecondaryIndexes: v.optional(v.array(keys), []),
  localSecondaryIndexes: v.optional(v.array(keys), []),
});

/** DynamoDB takes definitions of key attributes only, and of all of them. */
export function indexedAttributes(inputs: Properties): Failure[] {
  const parsed = v.safeParse(table, inputs);
  // What is not known yet is checked when it is.
  if (!parsed.success) return [];
  const { attributes, globalSecondaryIndexes, localSecondaryIndexes, ...own } = parsed.output;
  const indexes = [...globalSecondaryIndexes, ...localSecondaryIndexes];
  const used = [
    ...keysOf(own),
    ...indexes.flatMap((index) => [...keysOf(index), ...index.keySchemas.map(({ attributeName }) => attributeName)]),
  ].filter((name) => isKnown(name));
  const defined = new Set(attributes.map(({ name }) => name));
  const unused = [...defined].filter((name) => isKnown(name) && !used.includes(name)).toSorted();
  const missing = [...new Set(used)].filter((name) => !defined.has(name)).toSorted();
  return [
    ...refusal("all attributes must be indexed. Unused attributes", unused),
    ...refusal("all indexes must match a defined attribute. Unmatched indexes", missing),
  ];
}

function refusal(rule: string, names: readonly string[]): Failure[] {
  return names.length === 0 ? [] : [{ property: "attributes", reason: `${rule}: ${JSON.stringify(names)}` }];
}

function keysOf({ hashKey, rangeKey }: { hashKey?: string | undefined; rangeKey?: string | undefined }): string[] {
  return [hashKey, rangeKey].filter((name) => name !== undefined);
}
