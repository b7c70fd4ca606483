import * as v from "valibot";
import { optionalTags, resourceType } from "../../graph/resource-type.ts";

export const topicType = resourceType({
  token: "aws:sns/topic:Topic",
  autoname: "name",
  entries: {
    name: v.string(),
    /** A key's ARN, or an AWS-managed key's alias. */
    kmsMasterKeyId: v.optional(v.string()),
    tags: optionalTags,
  },
  create: (_inputs, { name }, { accountId, region }) => {
    const arn = `arn:aws:sns:${region}:${accountId}:${name}`;
    return { id: arn, outputs: { arn, name } };
  },
});

export const topicPolicyType = resourceType({
  token: "aws:sns/topicPolicy:TopicPolicy",
  entries: { arn: v.string(), policy: v.string() },
  create: ({ arn }) => ({ id: arn, outputs: {} }),
});

export const topicSubscriptionType = resourceType({
  token: "aws:sns/topicSubscription:TopicSubscription",
  entries: {
    topic: v.string(),
    protocol: v.picklist(["sqs", "email", "https"]),
    endpoint: v.string(),
    rawMessageDelivery: v.optional(v.boolean()),
    filterPolicy: v.optional(v.string()),
    filterPolicyScope: v.optional(v.picklist(["MessageAttributes", "MessageBody"])),
    redrivePolicy: v.optional(v.string()),
  },
  create: ({ topic }, { digest }) => ({ id: `${topic}:${digest}`, outputs: { arn: `${topic}:${digest}` } }),
});
