import * as v from "valibot";
import { defined } from "../../defined.ts";
import type { ActiveFault } from "../../faults/active-fault.ts";
import { textOutput, type ResourceGraph } from "../../graph/resource-graph.ts";
import type { Plugin } from "../../plugin.ts";
import { plugin as kms } from "../kms/plugin.ts";
import { savedMessage } from "./engine/message.ts";
import { DeliveryFaults, deliveryFault, type DeliveryFault } from "./faults.ts";
import { queuePolicyType, queueType, redriveAllowPolicyType } from "./resources.ts";
import { sampleQueues } from "./sample-queues.ts";
import { createSqs, type Sqs } from "./sqs.ts";

const redrive = v.strictObject({ deadLetterTargetArn: v.string(), maxReceiveCount: v.number() });

export const plugin: Plugin<Sqs> = {
  async start(host) {
    const { region, clock, gateway, emit, faults, ended } = host;
    const { endpoint } = gateway;
    const sqs = createSqs({ region, clock, kms: await host.service(kms), endpoint, onMetric: emit });
    gateway.addService(sqs.service);
    const active = new Set<ActiveFault<DeliveryFault>>();
    faults.track(deliveryFault, active);
    const deliveries = new DeliveryFaults(active, { sqs, clock, random: () => faults.random() });
    sqs.interceptDeliveries(deliveries.change);
    faults.addHolder(() => deliveries.held);
    ended.addEventListener("abort", () => deliveries.close());
    return sqs;
  },
  build: (sqs, graph) => createQueues(graph, sqs),
  serve(sqs, _graph, { clock, emit }) {
    const stop = new AbortController();
    const sampling = sampleQueues(sqs, clock, emit, stop.signal);
    return async () => {
      stop.abort();
      await sampling;
    };
  },
  kept: {
    save: (sqs) => sqs.save(),
    restore: (sqs, saved) => sqs.restore(v.parse(v.record(v.string(), v.array(savedMessage)), saved)),
  },
  close: (sqs) => sqs.close(),
  faults: { sqs: { error: ["InternalError", 500], throttle: ["RequestThrottled", 400] } },
};

/** Creates the queues with their policies; dead-letter queues first, because a redrive policy must find its target. */
function createQueues(graph: ResourceGraph, sqs: Sqs): void {
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
