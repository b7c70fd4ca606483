import * as v from "valibot";
import { defined } from "../../defined.ts";
import type { ResourceGraph } from "../../graph/resource-graph.ts";
import type { Plugin } from "../../plugin.ts";
import { plugin as kms } from "../kms/plugin.ts";
import { plugin as sqs } from "../sqs/plugin.ts";
import { topicPolicyType, topicSubscriptionType, topicType } from "./resources.ts";
import { createSns, type Sns } from "./sns.ts";

const redrive = v.strictObject({ deadLetterTargetArn: v.string() });

export const plugin: Plugin<Sns> = {
  async start({ region, gateway, emit, service }) {
    const sns = createSns({ region, sqs: await service(sqs), kms: await service(kms), onMetric: emit });
    gateway.addService(sns.service);
    return sns;
  },
  build: createTopics,
  warnings: (sns) => sns.warnings(),
  faults: { sns: { error: ["InternalError", 500], throttle: ["Throttled", 429] } },
};

function createTopics(sns: Sns, graph: ResourceGraph): void {
  for (const { inputs } of graph.of(topicType)) sns.createTopic(defined(inputs));
  for (const { inputs } of graph.of(topicPolicyType)) sns.setTopicPolicy(inputs.arn, inputs.policy);
  for (const { inputs } of graph.of(topicSubscriptionType)) {
    const { topic, redrivePolicy, ...subscription } = inputs;
    sns.subscribe({
      topicArn: topic,
      ...defined(subscription),
      ...(redrivePolicy === undefined ? {} : { redrivePolicy: v.parse(redrive, JSON.parse(redrivePolicy)) }),
    });
  }
}
