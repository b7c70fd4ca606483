import * as v from "valibot";
import { length, name, policy, range, tags } from "../../graph/property.ts";
import { resourceType } from "../../graph/resource-type.ts";

export const keyType = resourceType({
  token: "aws:kms/key:Key",
  terraform: "aws_kms_key",
  cloudFormation: "AWS::KMS::Key",
  entries: {
    description: v.optional(length(0, 8192)),
    enableKeyRotation: v.optional(v.boolean(), false),
    deletionWindowInDays: v.optional(range(7, 30)),
    policy,
    tags,
  },
  create: (_inputs, { digest }, { accountId, region }) => {
    const keyId = `${digest.slice(0, 8)}-${digest.slice(8, 12)}-4000-8000-${digest.slice(0, 12)}`;
    return { id: keyId, outputs: { keyId, arn: `arn:aws:kms:${region}:${accountId}:key/${keyId}` } };
  },
});

export const keyAliasType = resourceType({
  token: "aws:kms/alias:Alias",
  terraform: "aws_kms_alias",
  cloudFormation: "AWS::KMS::Alias",
  autoname: "name",
  entries: { name: name(256, /^alias\/[\w/-]+$/u), targetKeyId: v.string() },
  references: { targetKeyId: keyType.token },
  create: ({ name: alias }, _identity, { accountId, region }) => ({
    id: alias,
    outputs: { arn: `arn:aws:kms:${region}:${accountId}:${alias}` },
  }),
});
