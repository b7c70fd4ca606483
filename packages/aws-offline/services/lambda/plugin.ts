import type { ActiveFault } from "../../faults/active-fault.ts";
import type { ResourceGraph } from "../../graph/resource-graph.ts";
import type { Host, Plugin } from "../../plugin.ts";
import { plugin as iam } from "../iam/plugin.ts";
import { plugin as logs } from "../logs/plugin.ts";
import { plugin as sqs } from "../sqs/plugin.ts";
import { createLambdaApi } from "./api.ts";
import { createFunctions, functionSummaries, mappingDefinitions } from "./declared.ts";
import { invocationFault, invocationFaults, type InvocationFault } from "./faults.ts";
import { meteredLambda } from "./metrics.ts";
import { startMapping, type Mapping } from "./runtime/event-source-mapping.ts";
import { createLambda } from "./runtime/lambda-service.ts";
import type { LambdaService } from "./runtime/types.ts";
import { recordTelemetry } from "./telemetry.ts";

export interface Lambda {
  /** The functions as they are: their logs, and what is reported of each invocation. */
  readonly runtime: LambdaService;
  /** The functions as AWS has them, with their metrics and faults: for whoever invokes one. */
  readonly invoker: LambdaService;
  readonly mappings: Mapping[];
}

export const plugin: Plugin<Lambda> = {
  start({ invocations, faults, emit, sourceRoot }) {
    const runtime = createLambda(sourceRoot === undefined ? {} : { sourceRoot });
    const active = new Set<ActiveFault<InvocationFault>>();
    faults.track(invocationFault, active);
    invocations.use(invocationFaults(active));
    return { runtime, invoker: meteredLambda(invocations.over(runtime), emit), mappings: [] };
  },
  async build(lambda, graph, host) {
    const { gateway, region, service } = host;
    createFunctions(lambda.runtime, graph, await service(iam), host);
    recordTelemetry(lambda.runtime, graph, await service(logs), host);
    gateway.addService(createLambdaApi({ region, port: apiPort(lambda, graph) }));
  },
  async serve({ invoker, mappings }, graph, host) {
    const services = await pollerServices(invoker, host);
    for (const definition of mappingDefinitions(graph)) mappings.push(await startMapping(definition, services));
    return async () => {
      await Promise.all(mappings.map((mapping) => mapping.close()));
    };
  },
  close: ({ runtime }) => runtime.close(),
  faults: { lambda: { error: ["ServiceException", 500], throttle: ["TooManyRequestsException", 429] } },
};

/** What polls a queue for a function needs of the others. */
export async function pollerServices(lambda: LambdaService, { gateway, clock, onProblem, service }: Host) {
  const queues = await service(sqs);
  const hold = (queueArn: string, handles: string[]) => queues.hold(queueArn, handles);
  return { gateway, lambda, clock, onProblem, hold };
}

function apiPort({ runtime, invoker, mappings }: Lambda, graph: ResourceGraph) {
  return {
    functions: () => functionSummaries(graph),
    runtime,
    invoke: (invoked: string, payload: unknown) => invoker.invoke(invoked, payload),
    mappings: () => mappings.map(({ definition, state }) => ({ ...definition, state })),
    setMappingEnabled(uuid: string, enabled: boolean): void {
      mappings.find((mapping) => mapping.uuid === uuid)?.setEnabled(enabled);
    },
  };
}
