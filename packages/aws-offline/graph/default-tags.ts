import * as v from "valibot";
import type { ProjectConfiguration } from "./project.ts";

const defaultTags = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    tags: v.optional(v.record(v.string(), v.pipe(v.union([v.string(), v.number(), v.boolean()]), v.toString())), {}),
  }),
);

const ownTags = v.optional(v.record(v.string(), v.unknown()));

/** As the provider does with `aws:defaultTags`: every resource gets them, its own tags win. */
export function withDefaultTags(own: unknown, { config }: ProjectConfiguration): { readonly tags?: unknown } {
  const text = config["aws:defaultTags"];
  return text === undefined ? {} : { tags: { ...v.parse(defaultTags, text).tags, ...v.parse(ownTags, own) } };
}
