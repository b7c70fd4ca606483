import * as v from "valibot";
import { json, name, policy, range, tags } from "../../graph/property.ts";
import { resourceType } from "../../graph/resource-type.ts";

export const queueType = resourceType({
  token: "aws:sqs/queue:Queue",
  terraform: "aws_sqs_queue",
  cloudFormation: "AWS::SQS::Queue",
  autoname: "name",
  entries: {
    name: name(80, /^[\w-]+$/u),
    visibilityTimeoutSeconds: v.optional(range(0, 43_200)),
    messageRetentionSeconds: v.optional(range(60, 1_209_600)),
    maxMessageSize: v.optional(range(1_024, 1_048_576)),
    receiveWaitTimeSeconds: v.optional(range(0, 20)),
    redrivePolicy: v.optional(json),
    sqsManagedSseEnabled: v.optional(v.boolean()),
    kmsMasterKeyId: v.optional(v.string()),
    kmsDataKeyReusePeriodSeconds: v.optional(range(60, 86_400)),
    tags,
  },
  create: (_inputs, { name: queue }, { accountId, region, queueBase }) => {
    const url = `${queueBase}/${accountId}/${queue}`;
    return { id: url, outputs: { url, arn: `arn:aws:sqs:${region}:${accountId}:${queue}`, name: queue } };
  },
});
const ofQueue = { replaces: ["queueUrl"], references: { queueUrl: queueType.token } };

export const queuePolicyType = resourceType({
  token: "aws:sqs/queuePolicy:QueuePolicy",
  terraform: "aws_sqs_queue_policy",
  cloudFormation: "AWS::SQS::QueuePolicy",
  entries: { queueUrl: v.string(), policy },
  ...ofQueue,
  create: ({ queueUrl }) => ({ id: queueUrl, outputs: {} }),
});

export const redriveAllowPolicyType = resourceType({
  token: "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy",
  terraform: "aws_sqs_queue_redrive_allow_policy",
  cloudFormation: "AWS::SQS::Queue",
  entries: { queueUrl: v.string(), redriveAllowPolicy: json },
  ...ofQueue,
  create: ({ queueUrl }) => ({ id: queueUrl, outputs: {} }),
});
