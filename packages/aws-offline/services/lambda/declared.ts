import { accountId } from "../../arn.ts";
import { textOutput, withArn, type ResourceGraph } from "../../graph/resource-graph.ts";
import type { Host } from "../../plugin.ts";
import { queueType } from "../sqs/resources.ts";
import type { Roles } from "../iam/roles.ts";
import type { FunctionSummary } from "./api-port.ts";
import { aliasType, eventSourceMappingType, functionType } from "./resources.ts";
import type { MappingDefinition } from "./runtime/event-source-mapping.ts";
import type { LambdaService } from "./runtime/types.ts";

export function createFunctions(
  lambda: LambdaService,
  graph: ResourceGraph,
  roles: Roles,
  { region, environment }: Pick<Host, "region" | "environment">,
): void {
  for (const declared of graph.of(functionType)) {
    const { inputs } = declared;
    const arn = textOutput(declared, "arn");
    lambda.create({
      name: inputs.name,
      arn,
      files: inputs.code,
      handler: inputs.handler,
      environment: { ...inputs.environment?.variables, ...environment },
      timeoutSeconds: inputs.timeout,
      memoryMb: inputs.memorySize,
      credentials: roles.assume({ roleArn: inputs.role, service: "lambda.amazonaws.com", sourceArn: arn, accountId }),
      logGroup: logGroupOf(inputs),
      logsOnlyFailures: inputs.loggingConfig.systemLogLevel === "WARN",
      region,
    });
    if (inputs.publish === true) lambda.publish(inputs.name);
  }
  for (const { inputs } of graph.of(aliasType)) {
    lambda.setAlias(inputs.functionName, inputs.name, { version: inputs.functionVersion, weights: {} });
  }
}

/**
 * The function of an ARN, with the alias that it names.
 * @throws Error when the program has neither
 */
export function invokedFunction(graph: ResourceGraph, arn: string) {
  const [, functionArn = arn, qualifier] = /^(?<function>.*:function:[^:]+):(?<alias>[^:]+)$/u.exec(arn) ?? [];
  const handler = withArn(graph.of(functionType), functionArn);
  if (qualifier !== undefined) withArn(graph.of(aliasType), arn);
  return { handler, functionName: handler.inputs.name, qualifier };
}

export function functionSummaries(graph: ResourceGraph): FunctionSummary[] {
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
      logGroup: logGroupOf(inputs),
      runtime: inputs.runtime,
    };
  });
}

/** A function without one has the group that Lambda makes for it. */
function logGroupOf({
  name,
  loggingConfig,
}: {
  name: string;
  loggingConfig: { logGroup?: string | undefined };
}): string {
  return loggingConfig.logGroup ?? `/aws/lambda/${name}`;
}

/** The mappings of queues to functions; each polls under its function's role, as Lambda does. */
export function mappingDefinitions(graph: ResourceGraph): MappingDefinition[] {
  return graph.of(eventSourceMappingType).map((mapping) => {
    const { inputs } = mapping;
    const queue = withArn(graph.of(queueType), inputs.eventSourceArn);
    const named = graph.of(functionType).find((each) => each.inputs.name === inputs.functionName);
    const functionArn = named === undefined ? inputs.functionName : textOutput(named, "arn");
    const { handler, functionName, qualifier } = invokedFunction(graph, functionArn);
    return {
      uuid: textOutput(mapping, "uuid"),
      queueUrl: textOutput(queue, "url"),
      queueArn: inputs.eventSourceArn,
      functionName,
      qualifier,
      functionArn,
      roleArn: handler.inputs.role,
      batchSize: inputs.batchSize,
      maximumBatchingWindowSeconds: inputs.maximumBatchingWindowInSeconds,
      // Lambda's own default where the program names none.
      maximumConcurrency: inputs.scalingConfig?.maximumConcurrency ?? 1_000,
      reportBatchItemFailures: inputs.functionResponseTypes.includes("ReportBatchItemFailures"),
    };
  });
}
