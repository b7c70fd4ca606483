import { arnAndId, idOf, named, type Kind } from "./kind.ts";
import { text } from "../values.ts";

export const messaging: Readonly<Record<string, Kind>> = {
  "aws:sns/topic:Topic": {
    name: named("name", 256),
    replaces: ["fifoTopic"],
    computed: (draft) => ({
      ...arnAndId(draft.arn("sns", draft.name), draft.arn("sns", draft.name)),
      owner: draft.account,
    }),
  },
  "aws:sns/topicPolicy:TopicPolicy": { replaces: ["arn"], computed: idOf("arn") },
  "aws:sns/topicSubscription:TopicSubscription": {
    replaces: ["topic", "endpoint", "protocol"],
    computed: (draft) => {
      const arn = `${text(draft.inputs, "topic")}:${draft.token(8)}`;
      return { ...arnAndId(arn, arn), ownerId: draft.account, pendingConfirmation: false };
    },
  },
  "aws:sqs/queue:Queue": {
    name: named("name", 80),
    replaces: ["fifoQueue"],
    computed: (draft) => {
      const url = `https://sqs.${draft.region}.amazonaws.com/${draft.account}/${draft.name}`;
      return { ...arnAndId(draft.arn("sqs", draft.name), url), url };
    },
  },
  "aws:sqs/queuePolicy:QueuePolicy": {
    replaces: ["queueUrl"],
    references: { queueUrl: "aws:sqs/queue:Queue" },
    computed: idOf("queueUrl"),
  },
  "aws:sqs/redrivePolicy:RedrivePolicy": {
    replaces: ["queueUrl"],
    references: { queueUrl: "aws:sqs/queue:Queue" },
    computed: idOf("queueUrl"),
  },
  "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy": {
    replaces: ["queueUrl"],
    references: { queueUrl: "aws:sqs/queue:Queue" },
    computed: idOf("queueUrl"),
  },
};
