import { textOutput } from "../../packages/aws-offline/graph/resource-graph.ts";
import {
  eventArchiveType,
  eventBusType,
  eventRuleType,
  eventTargetType,
} from "../../packages/aws-offline/services/events/resources.ts";
import { pipeType } from "../../packages/aws-offline/services/pipes/resources.ts";
import {
  topicPolicyType,
  topicSubscriptionType,
  topicType,
} from "../../packages/aws-offline/services/sns/resources.ts";
import {
  queuePolicyType,
  queueType,
  redriveAllowPolicyType,
} from "../../packages/aws-offline/services/sqs/resources.ts";
import { exempt, rule, type Rule, type Setting } from "./rule.ts";
import { resourceDemands } from "./statements.ts";

const day = 24 * 60 * 60;

const queueWith = ({ graph }: Setting, arn: string) =>
  graph.of(queueType).find((queue) => textOutput(queue, "arn") === arn);

/** CloudWatch and SES cannot publish under the key that AWS manages. */
const ofServices = new Set(["alerts-topic", "mail-outcome-topic"]);

export const messagingRules: readonly Rule[] = [
  rule(topicType, ({ name, inputs }, { keyArn }) => [
    ["encryption", inputs.kmsMasterKeyId === (keyArn ?? (ofServices.has(name) ? undefined : "alias/aws/sns"))],
  ]),
  rule(topicPolicyType, ({ inputs }, setting) => resourceDemands(inputs.policy, "resource", setting)),
  rule(topicSubscriptionType, ({ inputs }) => [
    ["a dead-letter queue", inputs.protocol !== "sqs" || inputs.redrivePolicy !== undefined],
    ["HTTPS", inputs.protocol !== "https" || inputs.endpoint.startsWith("https://")],
  ]),
  rule(queueType, (queue, { graph, keyArn }) => {
    const arn = textOutput(queue, "arn");
    const { redrivePolicy, kmsMasterKeyId, sqsManagedSseEnabled, messageRetentionSeconds } = queue.inputs;
    const isDeadLetterQueue =
      // The warehouse's takes what a subscription could not deliver.
      queue.name === "warehouse-dead-letter-queue" ||
      graph.of(queueType).some(({ inputs }) => inputs.redrivePolicy?.includes(`"${arn}"`));
    return [
      ["encryption", keyArn === undefined ? sqsManagedSseEnabled === true : kmsMasterKeyId === keyArn],
      ["a dead-letter queue", redrivePolicy !== undefined || isDeadLetterQueue],
      ["retention", messageRetentionSeconds === (isDeadLetterQueue ? 14 * day : 4 * day)],
      [
        "a policy",
        // Whoever sends to the inbox does so by its own policy in this account.
        queue.name.startsWith("warehouse-inbox") ||
          graph.of(queuePolicyType).some(({ inputs }) => inputs.queueUrl === queue.id),
      ],
    ];
  }),
  rule(queuePolicyType, ({ inputs }, setting) => resourceDemands(inputs.policy, "resource", setting)),
  rule(redriveAllowPolicyType, ({ inputs }) => [["one source only", inputs.redriveAllowPolicy.includes('"byQueue"')]]),
  rule(eventBusType, ({ inputs }, { keyArn }) => [
    ["encryption", inputs.kmsKeyIdentifier === keyArn],
    ["a dead-letter queue", keyArn === undefined || inputs.deadLetterConfig !== undefined],
  ]),
  exempt(eventRuleType, "it holds nothing, and its target is held to a dead-letter queue"),
  rule(eventTargetType, ({ inputs }) => [["a dead-letter queue", inputs.deadLetterConfig !== undefined]]),
  rule(eventArchiveType, ({ inputs }, { keyArn }) => [
    ["encryption", inputs.kmsKeyIdentifier === keyArn],
    ["retention", (inputs.retentionDays ?? 0) > 0],
  ]),
  rule(pipeType, ({ inputs }, setting) => [
    ["a dead-letter queue", queueWith(setting, inputs.source)?.inputs.redrivePolicy !== undefined],
  ]),
];
