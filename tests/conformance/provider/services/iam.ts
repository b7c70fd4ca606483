import {
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  IAMClient,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from "@aws-sdk/client-iam";
import * as v from "valibot";
import type { ClientOptions } from "../clients.ts";
import { given, handlerOf, tagList, tags, type Handler } from "../handler.ts";

const role = v.strictObject({ name: v.string(), assumeRolePolicy: v.string(), tags });
const rolePolicy = v.strictObject({ name: v.string(), role: v.string(), policy: v.string() });

export function iamHandlers(options: ClientOptions): Record<string, Handler> {
  const iam = new IAMClient(options);
  const put = async ({ name, role: roleName, policy }: v.InferOutput<typeof rolePolicy>): Promise<void> => {
    await iam.send(new PutRolePolicyCommand({ RoleName: roleName, PolicyName: name, PolicyDocument: policy }));
  };
  return {
    "aws:iam/role:Role": handlerOf(role, {
      create: async ({ name, assumeRolePolicy, tags: all }) => {
        const { Role } = await iam.send(
          new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: assumeRolePolicy, Tags: tagList(all) }),
        );
        return { id: name, computed: { arn: given(Role?.Arn, "Role.Arn") } };
      },
      read: async (name) => {
        const { Role } = await iam.send(new GetRoleCommand({ RoleName: name }));
        return { arn: given(Role?.Arn, "Role.Arn") };
      },
      update: async (name, { assumeRolePolicy }) => {
        await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: name, PolicyDocument: assumeRolePolicy }));
      },
      delete: async (name) => {
        await iam.send(new DeleteRoleCommand({ RoleName: name }));
      },
    }),
    "aws:iam/rolePolicy:RolePolicy": handlerOf(rolePolicy, {
      create: async (inputs) => {
        await put(inputs);
        return { id: `${inputs.role}:${inputs.name}`, computed: {} };
      },
      read: async (_id, inputs) => {
        await iam.send(new GetRolePolicyCommand({ RoleName: inputs.role, PolicyName: inputs.name }));
        return {};
      },
      update: (_id, inputs) => put(inputs),
      delete: async (_id, inputs) => {
        await iam.send(new DeleteRolePolicyCommand({ RoleName: inputs.role, PolicyName: inputs.name }));
      },
    }),
  };
}
