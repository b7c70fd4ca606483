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
import type { InputsOf } from "../../graph/resource-type.ts";
import { given, handlerOf, tagList, type SdkHandlers } from "../../graph/sdk-handler.ts";
import { rolePolicyType, roleType } from "./resources.ts";

export const handlers: SdkHandlers = ({ client: options }) => {
  const iam = new IAMClient(options);
  const put = async ({ name, role: roleName, policy }: InputsOf<typeof rolePolicyType>): Promise<void> => {
    await iam.send(new PutRolePolicyCommand({ RoleName: roleName, PolicyName: name, PolicyDocument: policy }));
  };
  return [
    handlerOf(roleType, {
      create: async ({ name, assumeRolePolicy, tags: all }) => {
        const { Role } = await iam.send(
          new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: assumeRolePolicy, Tags: tagList(all) }),
        );
        return { id: name, outputs: { arn: given(Role?.Arn, "Role.Arn") } };
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
    handlerOf(rolePolicyType, {
      create: async (inputs) => {
        await put(inputs);
        return { id: `${inputs.role}:${inputs.name}`, outputs: {} };
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
  ];
};
