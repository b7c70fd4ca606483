import { accountId } from "../arn.ts";
import type { Aws } from "../services/aws.ts";
import type { Clock } from "../clock.ts";
import type { ResourceGraph } from "../graph/resource-graph.ts";
import { functionType } from "../services/lambda/resources.ts";
import { textOutput } from "../graph/resource-graph.ts";
import { startMapping, type Mapping } from "../services/lambda/runtime/event-source-mapping.ts";
import { startPipe, type Pipe, type PipeExecution } from "../services/pipes/pipe.ts";
import type { HoldMessages } from "../services/lambda/runtime/queue-poller.ts";
import type { Problem } from "../services/lambda/runtime/problem-reporter.ts";
import type { LambdaService } from "../services/lambda/runtime/types.ts";
import { meterPipe } from "../services/pipes/metrics.ts";
import { mappingDefinitions, pipeDefinitions, wireFunctions, type FunctionPlace } from "../services/lambda/declared.ts";
import type { Roles } from "../services/iam/roles.ts";

export interface ComputeParts {
  readonly graph: ResourceGraph;
  readonly aws: Aws;
  readonly lambda: LambdaService;
  readonly roles: Roles;
  readonly clock: Clock;
  readonly place: FunctionPlace;
  readonly onProblem: (problem: Problem) => void;
}

/** What polls: it is stopped first, so that nothing is taken from a queue that cannot be finished. */
export interface Compute {
  readonly mappings: readonly Mapping[];
  readonly pipes: readonly Pipe[];
}

/** Creates the functions, puts them behind the Lambda API, and starts the mappings and pipes. */
export async function wireCompute(parts: ComputeParts): Promise<Compute> {
  const { graph, aws, lambda, roles, clock, onProblem } = parts;
  wireFunctions(graph, lambda, roles, parts.place);
  const mappings: Mapping[] = [];
  aws.attachLambda({
    functions: () => functionSummaries(graph),
    invoke: (name, payload) => lambda.invoke(name, payload),
    mappings: () => mappings.map(({ definition, state }) => ({ ...definition, state })),
    setMappingEnabled(uuid, enabled) {
      mappings.find((mapping) => mapping.uuid === uuid)?.setEnabled(enabled);
    },
  });
  const hold: HoldMessages = (queueArn, handles) => aws.sqs.hold(queueArn, handles);
  const onExecution = (execution: PipeExecution): void => meterPipe(aws.emit, execution);
  const services = { gateway: aws.gateway, lambda, clock, onProblem, hold, onExecution };
  for (const definition of mappingDefinitions(graph)) mappings.push(await startMapping(definition, services));
  const pipes = await Promise.all(
    pipeDefinitions(graph, roles, accountId).map((definition) => startPipe(definition, services)),
  );
  return { mappings, pipes };
}

function functionSummaries(graph: ResourceGraph) {
  return graph.of(functionType).map((declared) => {
    const { inputs } = declared;
    return {
      name: inputs.name,
      arn: textOutput(declared, "arn"),
      roleArn: inputs.role,
      handler: inputs.handler,
      timeoutSeconds: inputs.timeout,
      memoryMb: inputs.memorySize,
      environment: inputs.environment?.variables ?? {},
      logGroup: inputs.loggingConfig.logGroup,
      runtime: inputs.runtime,
    };
  });
}
