import * as v from "valibot";
import { optionalTags, resourceType } from "../../graph/resource-type.ts";

export const logGroupType = resourceType({
  token: "aws:cloudwatch/logGroup:LogGroup",
  autoname: "name",
  entries: {
    name: v.string(),
    retentionInDays: v.number(),
    kmsKeyId: v.optional(v.string()),
    tags: optionalTags,
  },
  create: (_inputs, { name }, { accountId, region }) => ({
    id: name,
    outputs: { name, arn: `arn:aws:logs:${region}:${accountId}:log-group:${name}` },
  }),
});
