import * as v from "valibot";
import { optionalTags, resourceType } from "../../graph/resource-type.ts";

export const roleType = resourceType({
  token: "aws:iam/role:Role",
  autoname: "name",
  entries: { name: v.string(), assumeRolePolicy: v.string(), tags: optionalTags },
  create: (_inputs, { name }, { accountId }) => ({
    id: name,
    outputs: { name, arn: `arn:aws:iam::${accountId}:role/${name}` },
  }),
});

export const rolePolicyType = resourceType({
  token: "aws:iam/rolePolicy:RolePolicy",
  autoname: "name",
  entries: { name: v.string(), role: v.string(), policy: v.string() },
  create: ({ role }, { name }) => ({ id: `${role}:${name}`, outputs: { name } }),
});
