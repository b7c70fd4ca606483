import * as v from "valibot";
import { name, range, tags } from "../../graph/property.ts";
import { resourceType } from "../../graph/resource-type.ts";

export const secretType = resourceType({
  token: "aws:secretsmanager/secret:Secret",
  terraform: "aws_secretsmanager_secret",
  cloudFormation: "AWS::SecretsManager::Secret",
  autoname: "name",
  entries: {
    name: name(512, /^[\w/+=.@-]+$/u),
    description: v.optional(v.string()),
    // 0: without recovery.
    recoveryWindowInDays: v.optional(
      v.union([v.literal(0), range(7, 30)], "expected to be 0 or in the range (7 - 30)"),
    ),
    kmsKeyId: v.optional(v.string()),
    tags,
  },
  create: (_inputs, { name: secret, digest }, { accountId, region }) => {
    const arn = `arn:aws:secretsmanager:${region}:${accountId}:secret:${secret}-${digest.slice(0, 6)}`;
    return { id: arn, outputs: { arn, name: secret } };
  },
});

export const secretVersionType = resourceType({
  token: "aws:secretsmanager/secretVersion:SecretVersion",
  terraform: "aws_secretsmanager_secret_version",
  cloudFormation: "AWS::SecretsManager::Secret",
  entries: { secretId: v.string(), secretString: v.string() },
  replaces: ["secretId", "secretString"],
  create: ({ secretId }, { digest }) => ({
    id: `${secretId}|${digest}`,
    outputs: { arn: secretId, versionId: digest },
  }),
});
