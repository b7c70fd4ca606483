import { KMS } from "@aws-sdk/client-kms";
import { after, given, handlerOf, type SdkHandlers } from "../../graph/sdk-handler.ts";
import { keyAliasType, keyType } from "./resources.ts";

export const handlers: SdkHandlers = ({ client: options }) => {
  const kms = new KMS(options);
  const describe = async (KeyId: string) => {
    const { KeyMetadata } = await kms.describeKey({ KeyId });
    return { arn: given(KeyMetadata?.Arn, "Arn"), keyId: KeyId };
  };
  return [
    handlerOf(keyType, {
      create: async ({ description, policy, tags: all = {} }) => {
        const Tags = Object.entries(all).map(([TagKey, TagValue]) => ({ TagKey, TagValue }));
        const { KeyMetadata } = await kms.createKey({ Description: description, Policy: policy, Tags });
        const KeyId = given(KeyMetadata?.KeyId, "KeyId");
        await kms.enableKeyRotation({ KeyId });
        return { id: KeyId, outputs: await describe(KeyId) };
      },
      read: describe,
      update: async (KeyId, { description, policy }) => {
        await kms.updateKeyDescription({ KeyId, Description: description });
        await kms.putKeyPolicy({ KeyId, Policy: policy });
      },
      delete: (KeyId, { deletionWindowInDays: PendingWindowInDays }) =>
        kms.scheduleKeyDeletion({ KeyId, PendingWindowInDays }),
    }),
    handlerOf(keyAliasType, {
      create: ({ name, targetKeyId }) =>
        after(kms.createAlias({ AliasName: name, TargetKeyId: targetKeyId }), { id: name, outputs: {} }),
      read: async (name, { targetKeyId }) => {
        const { Aliases = [] } = await kms.listAliases({ KeyId: targetKeyId });
        return Aliases.some(({ AliasName }) => AliasName === name) ? {} : undefined;
      },
      update: (name, { targetKeyId }) => kms.updateAlias({ AliasName: name, TargetKeyId: targetKeyId }),
      delete: (name) => kms.deleteAlias({ AliasName: name }),
    }),
  ];
};
