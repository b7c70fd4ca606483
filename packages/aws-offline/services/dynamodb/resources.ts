import * as v from "valibot";
import { optionalTags, resourceType } from "../../graph/resource-type.ts";

const onOff = v.strictObject({ enabled: v.boolean() });

export const tableType = resourceType({
  token: "aws:dynamodb/table:Table",
  autoname: "name",
  entries: {
    name: v.string(),
    billingMode: v.literal("PAY_PER_REQUEST"),
    hashKey: v.string(),
    rangeKey: v.optional(v.string()),
    attributes: v.array(v.strictObject({ name: v.string(), type: v.picklist(["S", "N", "B"]) })),
    globalSecondaryIndexes: v.optional(
      v.array(
        v.strictObject({
          name: v.string(),
          keySchemas: v.array(v.strictObject({ attributeName: v.string(), keyType: v.picklist(["HASH", "RANGE"]) })),
          projectionType: v.picklist(["ALL", "KEYS_ONLY", "INCLUDE"]),
          nonKeyAttributes: v.optional(v.array(v.string())),
        }),
      ),
    ),
    ttl: v.optional(v.strictObject({ attributeName: v.string(), enabled: v.boolean() })),
    pointInTimeRecovery: v.optional(onOff),
    serverSideEncryption: v.optional(v.strictObject({ enabled: v.boolean(), kmsKeyArn: v.optional(v.string()) })),
    deletionProtectionEnabled: v.optional(v.boolean()),
    tags: optionalTags,
  },
  create: (_inputs, { name }, { accountId, region }) => ({
    id: name,
    outputs: { name, arn: `arn:aws:dynamodb:${region}:${accountId}:table/${name}` },
  }),
});
