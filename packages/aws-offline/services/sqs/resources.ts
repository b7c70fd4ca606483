import * as v from "valibot";
import { optionalTags, resourceType } from "../../graph/resource-type.ts";

export const queueType = resourceType({
  token: "aws:sqs/queue:Queue",
  autoname: "name",
  entries: {
    name: v.string(),
    visibilityTimeoutSeconds: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(43_200))),
    messageRetentionSeconds: v.optional(v.pipe(v.number(), v.integer(), v.minValue(60), v.maxValue(1_209_600))),
    receiveWaitTimeSeconds: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(20))),
    redrivePolicy: v.optional(v.string()),
    sqsManagedSseEnabled: v.optional(v.boolean()),
    kmsMasterKeyId: v.optional(v.string()),
    kmsDataKeyReusePeriodSeconds: v.optional(v.pipe(v.number(), v.minValue(60), v.maxValue(86_400))),
    tags: optionalTags,
  },
  create: (_inputs, { name }, { accountId, region, queueBase }) => {
    const url = `${queueBase}/${accountId}/${name}`;
    return { id: url, outputs: { url, arn: `arn:aws:sqs:${region}:${accountId}:${name}`, name } };
  },
});

export const queuePolicyType = resourceType({
  token: "aws:sqs/queuePolicy:QueuePolicy",
  entries: { queueUrl: v.string(), policy: v.string() },
  create: ({ queueUrl }) => ({ id: queueUrl, outputs: {} }),
});

export const redriveAllowPolicyType = resourceType({
  token: "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy",
  entries: { queueUrl: v.string(), redriveAllowPolicy: v.string() },
  create: ({ queueUrl }) => ({ id: queueUrl, outputs: {} }),
});
