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
import * as v from "valibot";
import type { ClientOptions } from "../clients.ts";
import { given, handlerOf, tags, type Handler } from "../handler.ts";

const key = v.strictObject({
  description: v.string(),
  enableKeyRotation: v.literal(true),
  deletionWindowInDays: v.number(),
  policy: v.string(),
  tags,
});
const alias = v.strictObject({ name: v.string(), targetKeyId: v.string() });

export function kmsHandlers(options: ClientOptions): Record<string, Handler> {
  const kms = new KMSClient(options);
  const describe = async (KeyId: string) => {
    const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId }));
    return { arn: given(KeyMetadata?.Arn, "Arn"), keyId: KeyId };
  };
  return {
    "aws:kms/key:Key": handlerOf(key, {
      create: async ({ description, policy, tags: all }) => {
        const Tags = Object.entries(all).map(([TagKey, TagValue]) => ({ TagKey, TagValue }));
        const { KeyMetadata } = await kms.send(
          new CreateKeyCommand({ Description: description, Policy: policy, Tags }),
        );
        const KeyId = given(KeyMetadata?.KeyId, "KeyId");
        await kms.send(new EnableKeyRotationCommand({ KeyId }));
        return { id: KeyId, computed: await describe(KeyId) };
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
    "aws:kms/alias:Alias": handlerOf(alias, {
      create: async ({ name, targetKeyId }) => {
        await kms.send(new CreateAliasCommand({ AliasName: name, TargetKeyId: targetKeyId }));
        return { id: name, computed: {} };
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
  };
}
