import * as v from "valibot";
import type { Sqs } from "../services/sqs/sqs.ts";
import type { ResourceGraph } from "../graph/resource-graph.ts";
import { textOutput } from "../graph/resource-graph.ts";
import { defined } from "../defined.ts";
import { queuePolicyType, queueType, redriveAllowPolicyType } from "../services/sqs/resources.ts";

const redrive = v.strictObject({ deadLetterTargetArn: v.string(), maxReceiveCount: v.number() });

/** Creates the queues with their policies; dead-letter queues first, because a redrive policy must find its target. */
export async function wireQueues(graph: ResourceGraph, sqs: Sqs): Promise<void> {
  const policies = new Map(graph.of(queuePolicyType).map(({ inputs }) => [inputs.queueUrl, inputs.policy]));
  const redriveAllows = new Map(
    graph.of(redriveAllowPolicyType).map(({ inputs }) => [inputs.queueUrl, inputs.redriveAllowPolicy]),
  );
  const queues = graph.of(queueType);
  const targetsFirst = [
    ...queues.filter(({ inputs }) => inputs.redrivePolicy === undefined),
    ...queues.filter(({ inputs }) => inputs.redrivePolicy !== undefined),
  ];
  for (const queue of targetsFirst) {
    const { redrivePolicy, ...inputs } = queue.inputs;
    const url = textOutput(queue, "url");
    const policy = policies.get(url);
    const redriveAllowPolicy = redriveAllows.get(url);
    sqs.createQueue({
      ...defined(inputs),
      ...(redrivePolicy === undefined ? {} : { redrivePolicy: v.parse(redrive, JSON.parse(redrivePolicy)) }),
      ...(policy === undefined ? {} : { policy }),
      ...(redriveAllowPolicy === undefined ? {} : { redriveAllowPolicy }),
    });
  }
}
