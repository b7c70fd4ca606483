import * as v from "valibot";
import type { Sns } from "../services/sns/sns.ts";
import type { ResourceGraph } from "../graph/resource-graph.ts";
import { topicPolicyType, topicSubscriptionType, topicType } from "../services/sns/resources.ts";
import { defined } from "../defined.ts";

const redrive = v.strictObject({ deadLetterTargetArn: v.string() });

/** Creates the topics with their policies and subscriptions. */
export function wireTopics(graph: ResourceGraph, sns: Sns): void {
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
