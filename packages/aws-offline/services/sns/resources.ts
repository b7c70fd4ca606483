import * as v from "valibot";
import { arn, json, name, oneOf, policy, tags } from "../../graph/property.ts";
import { resourceType } from "../../graph/resource-type.ts";

export const topicType = resourceType({
  token: "aws:sns/topic:Topic",
  terraform: "aws_sns_topic",
  cloudFormation: "AWS::SNS::Topic",
  autoname: "name",
  entries: {
    name: name(256, /^[\w-]+$/u),
    /** A key's ARN, or an AWS-managed key's alias. */
    kmsMasterKeyId: v.optional(v.string()),
    tags,
  },
  create: (_inputs, { name: topic }, { accountId, region }) => {
    const own = `arn:aws:sns:${region}:${accountId}:${topic}`;
    return { id: own, outputs: { arn: own, name: topic } };
  },
});

export const topicPolicyType = resourceType({
  token: "aws:sns/topicPolicy:TopicPolicy",
  terraform: "aws_sns_topic_policy",
  cloudFormation: "AWS::SNS::TopicPolicy",
  entries: { arn, policy },
  replaces: ["arn"],
  create: ({ arn: topic }) => ({ id: topic, outputs: {} }),
});

export const topicSubscriptionType = resourceType({
  token: "aws:sns/topicSubscription:TopicSubscription",
  terraform: { type: "aws_sns_topic_subscription", arguments: { topic: "topic_arn" } },
  cloudFormation: "AWS::SNS::Subscription",
  entries: {
    topic: arn,
    protocol: oneOf("sqs", "email", "https"),
    endpoint: v.string(),
    rawMessageDelivery: v.optional(v.boolean()),
    filterPolicy: v.optional(json),
    filterPolicyScope: v.optional(oneOf("MessageAttributes", "MessageBody")),
    redrivePolicy: v.optional(json),
  },
  replaces: ["topic", "endpoint", "protocol"],
  create: ({ topic }, { digest }) => ({ id: `${topic}:${digest}`, outputs: { arn: `${topic}:${digest}` } }),
});
