import { IAM } from "@aws-sdk/client-iam";
import type { InputsOf } from "../../graph/resource-type.ts";
import { after, given, handlerOf, tagList, type SdkHandlers } from "../../graph/sdk-handler.ts";
import { rolePolicyType, roleType } from "./resources.ts";

export const handlers: SdkHandlers = ({ client: options }) => {
  const iam = new IAM(options);
  const put = async ({ name, role: roleName, policy }: InputsOf<typeof rolePolicyType>): Promise<void> => {
    await iam.putRolePolicy({ RoleName: roleName, PolicyName: name, PolicyDocument: policy });
  };
  return [
    handlerOf(roleType, {
      create: async ({ name, assumeRolePolicy, tags: all }) => {
        const { Role } = await iam.createRole({
          RoleName: name,
          AssumeRolePolicyDocument: assumeRolePolicy,
          Tags: tagList(all),
        });
        return { id: name, outputs: { arn: given(Role?.Arn, "Role.Arn") } };
      },
      read: async (name) => {
        const { Role } = await iam.getRole({ RoleName: name });
        return { arn: given(Role?.Arn, "Role.Arn") };
      },
      update: (name, { assumeRolePolicy }) =>
        iam.updateAssumeRolePolicy({ RoleName: name, PolicyDocument: assumeRolePolicy }),
      delete: (name) => iam.deleteRole({ RoleName: name }),
    }),
    handlerOf(rolePolicyType, {
      create: (inputs) => after(put(inputs), { id: `${inputs.role}:${inputs.name}`, outputs: {} }),
      read: (_id, inputs) => after(iam.getRolePolicy({ RoleName: inputs.role, PolicyName: inputs.name }), {}),
      update: (_id, inputs) => put(inputs),
      delete: (_id, inputs) => iam.deleteRolePolicy({ RoleName: inputs.role, PolicyName: inputs.name }),
    }),
  ];
};
