import { accountId } from "../../arn.ts";
import type { ActiveFault } from "../../faults/active-fault.ts";
import { textOutput, withArn, type ResourceGraph } from "../../graph/resource-graph.ts";
import type { Plugin } from "../../plugin.ts";
import { plugin as iam } from "../iam/plugin.ts";
import type { Roles } from "../iam/roles.ts";
import { invokedFunction } from "../lambda/declared.ts";
import { plugin as lambda, pollerServices } from "../lambda/plugin.ts";
import { createPipesApi } from "./api.ts";
import { enrichmentFaults, pipeFault, targetFaults, type PipeFault } from "./faults.ts";
import { meterPipe } from "./metrics.ts";
import { startPipe, type Pipe, type PipeDefinition, type PipeExecution } from "./pipe.ts";
import { pipeType } from "./resources.ts";
import { queueType } from "../sqs/resources.ts";

export interface Pipes {
  readonly pipes: Pipe[];
}

export const plugin: Plugin<Pipes> = {
  start({ region, faults, invocations, gateway, errorOf }) {
    const active = new Set<ActiveFault<PipeFault>>();
    faults.track(pipeFault, active);
    invocations.use(enrichmentFaults(active));
    const isOfFunction = ({ traceId }: { readonly traceId?: string }): boolean =>
      invocations.running(traceId) !== undefined;
    gateway.use(targetFaults(active, isOfFunction, () => errorOf("events", "error")));
    const pipes: Pipe[] = [];
    gateway.addService(createPipesApi(region, pipes));
    return { pipes };
  },
  async serve({ pipes }, graph, host) {
    const { invoker } = await host.service(lambda);
    const onExecution = (execution: PipeExecution): void => meterPipe(host.emit, execution);
    const services = { ...(await pollerServices(invoker, host)), onExecution };
    const roles = await host.service(iam);
    pipes.push(
      ...(await Promise.all(pipeDefinitions(graph, roles).map((definition) => startPipe(definition, services)))),
    );
    return async () => {
      await Promise.all(pipes.map((pipe) => pipe.close()));
    };
  },
};

/** @throws Error when a pipe's role cannot be taken on by it */
function pipeDefinitions(graph: ResourceGraph, roles: Roles): PipeDefinition[] {
  return graph.of(pipeType).map((pipe) => {
    const { inputs } = pipe;
    const { sqsQueueParameters } = inputs.sourceParameters;
    const target = inputs.targetParameters.eventbridgeEventBusParameters;
    const enrichment = invokedFunction(graph, inputs.enrichment);
    const sourceArn = textOutput(pipe, "arn");
    roles.assume({ roleArn: inputs.roleArn, service: "pipes.amazonaws.com", sourceArn, accountId });
    return {
      name: inputs.name,
      roleArn: inputs.roleArn,
      sourceQueueUrl: textOutput(withArn(graph.of(queueType), inputs.source), "url"),
      sourceQueueArn: inputs.source,
      batchSize: sqsQueueParameters.batchSize,
      maximumBatchingWindowSeconds: sqsQueueParameters.maximumBatchingWindowInSeconds,
      enrichmentFunctionName: enrichment.functionName,
      enrichmentQualifier: enrichment.qualifier,
      enrichmentFunctionArn: inputs.enrichment,
      targetBusArn: inputs.target,
      targetSource: target.source,
      targetDetailTypePath: target.detailType,
    };
  });
}
