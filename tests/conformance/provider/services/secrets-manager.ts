import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
  UpdateSecretCommand,
} from "@aws-sdk/client-secrets-manager";
import * as v from "valibot";
import type { ClientOptions } from "../clients.ts";
import { given, handlerOf, tagList, tags, type Handler } from "../handler.ts";

const secret = v.strictObject({
  name: v.string(),
  description: v.string(),
  recoveryWindowInDays: v.number(),
  kmsKeyId: v.optional(v.string()),
  tags,
});
const version = v.strictObject({ secretId: v.string(), secretString: v.string() });

export function secretsManagerHandlers(options: ClientOptions): Record<string, Handler> {
  const client = new SecretsManagerClient(options);
  return {
    "aws:secretsmanager/secret:Secret": handlerOf(secret, {
      create: async ({ name, description, kmsKeyId: KmsKeyId, tags: all }) => {
        const { ARN } = await client.send(
          new CreateSecretCommand({ Name: name, Description: description, KmsKeyId, Tags: tagList(all) }),
        );
        const arn = given(ARN, "ARN");
        return { id: arn, computed: { arn } };
      },
      read: async (arn) => {
        await client.send(new DescribeSecretCommand({ SecretId: arn }));
        return { arn };
      },
      update: async (arn, { description, kmsKeyId: KmsKeyId }) => {
        await client.send(new UpdateSecretCommand({ SecretId: arn, Description: description, KmsKeyId }));
      },
      delete: async (arn, { recoveryWindowInDays: days }) => {
        const how = days === 0 ? { ForceDeleteWithoutRecovery: true } : { RecoveryWindowInDays: days };
        await client.send(new DeleteSecretCommand({ SecretId: arn, ...how }));
      },
    }),
    "aws:secretsmanager/secretVersion:SecretVersion": handlerOf(version, {
      create: async ({ secretId, secretString }) => {
        const { VersionId } = await client.send(
          new PutSecretValueCommand({ SecretId: secretId, SecretString: secretString }),
        );
        const versionId = given(VersionId, "VersionId");
        return { id: `${secretId}|${versionId}`, computed: { arn: secretId, versionId } };
      },
      read: async (id, { secretId }) => {
        const { VersionIdsToStages } = await client.send(new DescribeSecretCommand({ SecretId: secretId }));
        const versionId = id.split("|").at(-1) ?? "";
        return VersionIdsToStages?.[versionId] === undefined ? undefined : { arn: secretId, versionId };
      },
      // A version without its secret's end cannot be deleted; it goes with the secret.
      delete: () => Promise.resolve(),
    }),
  };
}
