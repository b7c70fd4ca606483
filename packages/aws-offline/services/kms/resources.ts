import * as v from "valibot";
import { optionalTags, resourceType } from "../../graph/resource-type.ts";

export const keyType = resourceType({
  token: "aws:kms/key:Key",
  entries: {
    description: v.optional(v.string()),
    enableKeyRotation: v.optional(v.boolean(), false),
    deletionWindowInDays: v.optional(v.pipe(v.number(), v.minValue(7), v.maxValue(30))),
    policy: v.string(),
    tags: optionalTags,
  },
  create: (_inputs, { digest }, { accountId, region }) => {
    const keyId = `${digest.slice(0, 8)}-${digest.slice(8, 12)}-4000-8000-${digest}`;
    return { id: keyId, outputs: { keyId, arn: `arn:aws:kms:${region}:${accountId}:key/${keyId}` } };
  },
});

export const keyAliasType = resourceType({
  token: "aws:kms/alias:Alias",
  entries: { name: v.pipe(v.string(), v.regex(/^alias\/[\w/-]+$/u)), targetKeyId: v.string() },
  create: ({ name }, _identity, { accountId, region }) => ({
    id: name,
    outputs: { arn: `arn:aws:kms:${region}:${accountId}:${name}` },
  }),
});
