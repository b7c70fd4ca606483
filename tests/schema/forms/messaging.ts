import {
  eventArchiveType,
  eventBusType,
  eventRuleType,
  eventTargetType,
} from "../../../packages/aws-offline/services/events/resources.ts";
import { pipeType } from "../../../packages/aws-offline/services/pipes/resources.ts";
import {
  topicPolicyType,
  topicSubscriptionType,
  topicType,
} from "../../../packages/aws-offline/services/sns/resources.ts";
import {
  queuePolicyType,
  queueType,
  redriveAllowPolicyType,
} from "../../../packages/aws-offline/services/sqs/resources.ts";
import { form, type Form } from "../form.ts";

export const messaging: readonly Form[] = [
  form(eventArchiveType, {
    names: { name: "ArchiveName", eventSourceArn: "SourceArn" },
    json: ["eventPattern"],
  }),
  form(eventBusType, {}),
  form(eventRuleType, { json: ["eventPattern"] }),
  // CloudFormation has it as a rule's property.
  form(eventTargetType, {
    leftOut: { rule: "the rule itself", arn: "in Targets", inputPath: "in Targets", deadLetterConfig: "in Targets" },
    own: ({ arn: Arn, inputPath, deadLetterConfig }) => ({
      EventPattern: { source: ["stripe"] },
      Targets: [
        {
          Id: "target",
          Arn,
          ...(inputPath === undefined ? {} : { InputPath: inputPath }),
          ...(deadLetterConfig === undefined ? {} : { DeadLetterConfig: { Arn: deadLetterConfig.arn } }),
        },
      ],
    }),
  }),
  form(pipeType, {
    names: { "targetParameters.eventbridgeEventBusParameters": "EventBridgeEventBusParameters" },
    tags: "map",
  }),
  form(topicType, { names: { name: "TopicName" } }),
  form(topicPolicyType, {
    names: { policy: "PolicyDocument" },
    json: ["policy"],
    leftOut: { arn: "in Topics" },
    own: ({ arn }) => ({ Topics: [arn] }),
  }),
  form(topicSubscriptionType, {
    names: { topic: "TopicArn" },
    json: ["redrivePolicy", "filterPolicy"],
  }),
  form(queueType, {
    names: {
      name: "QueueName",
      messageRetentionSeconds: "MessageRetentionPeriod",
      visibilityTimeoutSeconds: "VisibilityTimeout",
      receiveWaitTimeSeconds: "ReceiveMessageWaitTimeSeconds",
      maxMessageSize: "MaximumMessageSize",
    },
    json: ["redrivePolicy"],
  }),
  form(queuePolicyType, {
    names: { policy: "PolicyDocument" },
    json: ["policy"],
    leftOut: { queueUrl: "in Queues" },
    own: ({ queueUrl }) => ({ Queues: [queueUrl] }),
  }),
  // CloudFormation has it as a queue's property.
  form(redriveAllowPolicyType, {
    json: ["redriveAllowPolicy"],
    leftOut: { queueUrl: "the queue itself" },
  }),
];
