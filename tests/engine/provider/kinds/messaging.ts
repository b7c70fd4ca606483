import { anArn, json, length, oneOf, policy, range } from "../constraints.ts";
import { arnAndId, idOf, named, type Kind } from "./kind.ts";
import { text } from "../values.ts";

export const messaging: Readonly<Record<string, Kind>> = {
  "aws:sns/topic:Topic": {
    name: named("name", 256, /^[\w-]+(?:\.fifo)?$/u),
    replaces: ["fifoTopic"],
    constraints: {
      policy,
      deliveryPolicy: json,
      displayName: length(0, 100),
      tracingConfig: oneOf("Active", "PassThrough"),
    },
    computed: (draft) => ({
      ...arnAndId(draft.arn("sns", draft.name), draft.arn("sns", draft.name)),
      owner: draft.account,
    }),
  },
  "aws:sns/topicPolicy:TopicPolicy": { replaces: ["arn"], constraints: { arn: anArn, policy }, computed: idOf("arn") },
  "aws:sns/topicSubscription:TopicSubscription": {
    replaces: ["topic", "endpoint", "protocol"],
    constraints: {
      topic: anArn,
      protocol: oneOf("application", "email-json", "email", "firehose", "http", "https", "lambda", "sms", "sqs"),
      filterPolicy: json,
      filterPolicyScope: oneOf("MessageAttributes", "MessageBody"),
      redrivePolicy: json,
      deliveryPolicy: json,
      subscriptionRoleArn: anArn,
    },
    computed: (draft) => {
      const arn = `${text(draft.inputs, "topic")}:${draft.token(8)}`;
      return { ...arnAndId(arn, arn), ownerId: draft.account, pendingConfirmation: false };
    },
  },
  "aws:sqs/queue:Queue": {
    name: named("name", 80, /^[\w-]+(?:\.fifo)?$/u),
    constraints: {
      visibilityTimeoutSeconds: range(0, 43_200),
      messageRetentionSeconds: range(60, 1_209_600),
      maxMessageSize: range(1024, 1_048_576),
      delaySeconds: range(0, 900),
      receiveWaitTimeSeconds: range(0, 20),
      kmsDataKeyReusePeriodSeconds: range(60, 86_400),
      redrivePolicy: json,
      redriveAllowPolicy: json,
      policy,
    },
    replaces: ["fifoQueue"],
    computed: (draft) => {
      const url = `https://sqs.${draft.region}.amazonaws.com/${draft.account}/${draft.name}`;
      return { ...arnAndId(draft.arn("sqs", draft.name), url), url };
    },
  },
  "aws:sqs/queuePolicy:QueuePolicy": {
    constraints: { policy },
    replaces: ["queueUrl"],
    references: { queueUrl: "aws:sqs/queue:Queue" },
    computed: idOf("queueUrl"),
  },
  "aws:sqs/redrivePolicy:RedrivePolicy": {
    constraints: { redrivePolicy: json },
    replaces: ["queueUrl"],
    references: { queueUrl: "aws:sqs/queue:Queue" },
    computed: idOf("queueUrl"),
  },
  "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy": {
    constraints: { redriveAllowPolicy: json },
    replaces: ["queueUrl"],
    references: { queueUrl: "aws:sqs/queue:Queue" },
    computed: idOf("queueUrl"),
  },
};
