import * as v from "valibot";
import { optionalTags, resourceType } from "../../graph/resource-type.ts";

export const secretType = resourceType({
  token: "aws:secretsmanager/secret:Secret",
  autoname: "name",
  entries: {
    name: v.string(),
    description: v.optional(v.string()),
    recoveryWindowInDays: v.optional(v.number()),
    kmsKeyId: v.optional(v.string()),
    tags: optionalTags,
  },
  create: (_inputs, { name, digest }, { accountId, region }) => {
    const arn = `arn:aws:secretsmanager:${region}:${accountId}:secret:${name}-${digest.slice(0, 6)}`;
    return { id: arn, outputs: { arn, name } };
  },
});

export const secretVersionType = resourceType({
  token: "aws:secretsmanager/secretVersion:SecretVersion",
  entries: { secretId: v.string(), secretString: v.string() },
  create: ({ secretId }, { digest }) => ({
    id: `${secretId}|${digest}`,
    outputs: { arn: secretId, versionId: digest },
  }),
});
