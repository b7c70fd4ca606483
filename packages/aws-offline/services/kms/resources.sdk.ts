import {
  CreateAliasCommand,
  CreateKeyCommand,
  DeleteAliasCommand,
  DescribeKeyCommand,
  EnableKeyRotationCommand,
  KMSClient,
  ListAliasesCommand,
  PutKeyPolicyCommand,
  ScheduleKeyDeletionCommand,
  UpdateAliasCommand,
  UpdateKeyDescriptionCommand,
} from "@aws-sdk/client-kms";
import { given, handlerOf, type SdkHandlers } from "../../graph/sdk-handler.ts";
import { keyAliasType, keyType } from "./resources.ts";

export const handlers: SdkHandlers = ({ client: options }) => {
  const kms = new KMSClient(options);
  const describe = async (KeyId: string) => {
    const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId }));
    return { arn: given(KeyMetadata?.Arn, "Arn"), keyId: KeyId };
  };
  return [
    handlerOf(keyType, {
      create: async ({ description, policy, tags: all = {} }) => {
        const Tags = Object.entries(all).map(([TagKey, TagValue]) => ({ TagKey, TagValue }));
        const { KeyMetadata } = await kms.send(
          new CreateKeyCommand({ Description: description, Policy: policy, Tags }),
        );
        const KeyId = given(KeyMetadata?.KeyId, "KeyId");
        await kms.send(new EnableKeyRotationCommand({ KeyId }));
        return { id: KeyId, outputs: await describe(KeyId) };
      },
      read: describe,
      update: async (KeyId, { description, policy }) => {
        await kms.send(new UpdateKeyDescriptionCommand({ KeyId, Description: description }));
        await kms.send(new PutKeyPolicyCommand({ KeyId, Policy: policy }));
      },
      delete: async (KeyId, { deletionWindowInDays: PendingWindowInDays }) => {
        await kms.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays }));
      },
    }),
    handlerOf(keyAliasType, {
      create: async ({ name, targetKeyId }) => {
        await kms.send(new CreateAliasCommand({ AliasName: name, TargetKeyId: targetKeyId }));
        return { id: name, outputs: {} };
      },
      read: async (name, { targetKeyId }) => {
        const { Aliases = [] } = await kms.send(new ListAliasesCommand({ KeyId: targetKeyId }));
        return Aliases.some(({ AliasName }) => AliasName === name) ? {} : undefined;
      },
      update: async (name, { targetKeyId }) => {
        await kms.send(new UpdateAliasCommand({ AliasName: name, TargetKeyId: targetKeyId }));
      },
      delete: async (name) => {
        await kms.send(new DeleteAliasCommand({ AliasName: name }));
      },
    }),
  ];
};
