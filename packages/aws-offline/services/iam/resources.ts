import * as v from "valibot";
import { name, policy, tags } from "../../graph/property.ts";
import { resourceType } from "../../graph/resource-type.ts";

export const roleType = resourceType({
  token: "aws:iam/role:Role",
  terraform: "aws_iam_role",
  cloudFormation: "AWS::IAM::Role",
  autoname: "name",
  entries: { name: name(64, /^[\w+=,.@-]*$/u), assumeRolePolicy: policy, tags },
  create: (_inputs, { name: role }, { accountId }) => ({
    id: role,
    outputs: { name: role, arn: `arn:aws:iam::${accountId}:role/${role}` },
  }),
});

export const rolePolicyType = resourceType({
  token: "aws:iam/rolePolicy:RolePolicy",
  terraform: "aws_iam_role_policy",
  cloudFormation: "AWS::IAM::RolePolicy",
  autoname: "name",
  entries: { name: name(128, /^[\w+=,.@-]*$/u), role: v.string(), policy },
  replaces: ["role"],
  references: { role: roleType.token },
  create: ({ role }, { name: policyName }) => ({ id: `${role}:${policyName}`, outputs: { name: policyName } }),
});
