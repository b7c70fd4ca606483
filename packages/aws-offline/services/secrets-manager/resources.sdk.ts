import { SecretsManager } from "@aws-sdk/client-secrets-manager";
import { after, given, handlerOf, tagList, type SdkHandlers } from "../../graph/sdk-handler.ts";
import { secretType, secretVersionType } from "./resources.ts";

export const handlers: SdkHandlers = ({ client: options }) => {
  const client = new SecretsManager(options);
  return [
    handlerOf(secretType, {
      create: async ({ name, description, kmsKeyId: KmsKeyId, tags: all }) => {
        const { ARN } = await client.createSecret({
          Name: name,
          Description: description,
          KmsKeyId,
          Tags: tagList(all),
        });
        const arn = given(ARN, "ARN");
        return { id: arn, outputs: { arn } };
      },
      read: (arn) => after(client.describeSecret({ SecretId: arn }), { arn }),
      update: (arn, { description, kmsKeyId: KmsKeyId }) =>
        client.updateSecret({ SecretId: arn, Description: description, KmsKeyId }),
      delete: async (arn, { recoveryWindowInDays: days }) => {
        const how = days === 0 ? { ForceDeleteWithoutRecovery: true } : { RecoveryWindowInDays: days };
        await client.deleteSecret({ SecretId: arn, ...how });
      },
    }),
    handlerOf(secretVersionType, {
      create: async ({ secretId, secretString }) => {
        const { VersionId } = await client.putSecretValue({ SecretId: secretId, SecretString: secretString });
        const versionId = given(VersionId, "VersionId");
        return { id: `${secretId}|${versionId}`, outputs: { arn: secretId, versionId } };
      },
      read: async (id, { secretId }) => {
        const { VersionIdsToStages } = await client.describeSecret({ SecretId: secretId });
        const versionId = id.split("|").at(-1) ?? "";
        return VersionIdsToStages?.[versionId] === undefined ? undefined : { arn: secretId, versionId };
      },
      // A version without its secret's end cannot be deleted; it goes with the secret.
      delete: () => Promise.resolve(),
    }),
  ];
};
