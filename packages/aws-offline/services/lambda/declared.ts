import { textOutput, type ResourceGraph } from "../../graph/resource-graph.ts";
import { apiType, integrationType, routeType, stageType } from "../api-gateway/resources.ts";
import { pipeType } from "../pipes/resources.ts";
import { aliasType, eventSourceMappingType, functionType, permissionType } from "./resources.ts";
import { queueType } from "../sqs/resources.ts";
import { decideByResource } from "../../iam/evaluate.ts";
import { compilePolicy } from "../../iam/policy.ts";
import type { MappingDefinition } from "./runtime/event-source-mapping.ts";
import type { PipeDefinition } from "../pipes/pipe.ts";
import type { LambdaService } from "./runtime/types.ts";
import type { Roles } from "../iam/roles.ts";

export interface FunctionPlace {
  readonly accountId: string;
  readonly region: string;
  /** What the offline run adds to every function's environment: where AWS and Stripe are. */
  readonly environment: Readonly<Record<string, string>>;
}

export function wireFunctions(graph: ResourceGraph, lambda: LambdaService, roles: Roles, place: FunctionPlace): void {
  for (const declared of graph.of(functionType)) {
    const { inputs } = declared;
    const arn = textOutput(declared, "arn");
    const { accountId, region } = place;
    lambda.create({
      name: inputs.name,
      arn,
      files: inputs.code,
      handler: inputs.handler,
      environment: { ...inputs.environment?.variables, ...place.environment },
      timeoutSeconds: inputs.timeout,
      memoryMb: inputs.memorySize,
      credentials: roles.assume({ roleArn: inputs.role, service: "lambda.amazonaws.com", sourceArn: arn, accountId }),
      logGroup: inputs.loggingConfig.logGroup,
      region,
    });
  }
}

/** The mappings of queues to functions; each polls under its function's role, as Lambda does. */
export function mappingDefinitions(graph: ResourceGraph): MappingDefinition[] {
  const find = resourceFinder(graph);
  return graph.of(eventSourceMappingType).map((mapping) => {
    const { inputs } = mapping;
    const queue = find.queue(inputs.eventSourceArn);
    const handler = find.function(inputs.functionName);
    return {
      uuid: textOutput(mapping, "uuid"),
      queueUrl: textOutput(queue, "url"),
      queueArn: inputs.eventSourceArn,
      functionName: handler.inputs.name,
      functionArn: textOutput(handler, "arn"),
      roleArn: handler.inputs.role,
      batchSize: inputs.batchSize,
      maximumBatchingWindowSeconds: inputs.maximumBatchingWindowInSeconds,
      // Lambda's own default where the program names none.
      maximumConcurrency: inputs.scalingConfig?.maximumConcurrency ?? 1_000,
      reportBatchItemFailures: inputs.functionResponseTypes.includes("ReportBatchItemFailures"),
    };
  });
}

/** @throws Error when a pipe's role cannot be taken on by it */
export function pipeDefinitions(graph: ResourceGraph, roles: Roles, accountId: string): PipeDefinition[] {
  const find = resourceFinder(graph);
  return graph.of(pipeType).map((pipe) => {
    const { inputs } = pipe;
    const { sqsQueueParameters } = inputs.sourceParameters;
    const target = inputs.targetParameters.eventbridgeEventBusParameters;
    const enrichment = find.function(inputs.enrichment);
    const sourceArn = textOutput(pipe, "arn");
    roles.assume({ roleArn: inputs.roleArn, service: "pipes.amazonaws.com", sourceArn, accountId });
    return {
      name: inputs.name,
      roleArn: inputs.roleArn,
      sourceQueueUrl: textOutput(find.queue(inputs.source), "url"),
      sourceQueueArn: inputs.source,
      batchSize: sqsQueueParameters.batchSize,
      maximumBatchingWindowSeconds: sqsQueueParameters.maximumBatchingWindowInSeconds,
      enrichmentFunctionName: enrichment.inputs.name,
      enrichmentFunctionArn: inputs.enrichment,
      targetBusArn: inputs.target,
      targetSource: target.source,
      targetDetailTypePath: target.detailType,
    };
  });
}

export interface ApiDefinition {
  readonly apiId: string;
  readonly accessLogFormat: string | undefined;
  readonly routes: readonly { readonly method: string; readonly path: string; readonly functionName: string }[];
  readonly throttle: { readonly ratePerSecond: number; readonly burst: number };
}

/** The HTTP API's routes to functions that let API Gateway invoke them for the route. */
export function apiDefinition(graph: ResourceGraph, accountId: string): ApiDefinition {
  const api = only(graph.of(apiType), "HTTP API");
  const stage = only(graph.of(stageType), "stage");
  const executionArn = textOutput(api, "executionArn");
  const integrations = graph.of(integrationType);
  const routes = graph.of(routeType).map(({ name, inputs }) => {
    const [method = "", path = ""] = inputs.routeKey.split(" ");
    const integration = integrations.find(({ id }) => inputs.target === `integrations/${id}`);
    if (integration === undefined) throw new Error(`${name}: target ${inputs.target} is no integration of the program`);
    const invoked = invokedFunction(graph, integration.inputs.integrationUri);
    const sourceArn = `${executionArn}/${stage.inputs.name}/${method}${path}`;
    if (!mayInvoke(graph, invoked, sourceArn, accountId)) {
      throw new Error(
        `${name}: no aws.lambda.Permission lets apigateway.amazonaws.com invoke ${invoked.name} for ${sourceArn}`,
      );
    }
    return { method, path, functionName: invoked.name };
  });
  const { throttlingRateLimit = 10_000, throttlingBurstLimit = 5_000 } = stage.inputs.defaultRouteSettings ?? {};
  return {
    apiId: api.id,
    accessLogFormat: stage.inputs.accessLogSettings?.format,
    routes,
    throttle: { ratePerSecond: throttlingRateLimit, burst: throttlingBurstLimit },
  };
}

interface Invoked {
  readonly name: string;
  readonly qualifier: string | undefined;
}

function invokedFunction(graph: ResourceGraph, invokeArn: string): Invoked {
  const [, name = "", qualifier] =
    /:function:(?<name>[^:/]+)(?::(?<qualifier>[^/]+))?\/invocations$/u.exec(invokeArn) ?? [];
  const exists = graph.of(functionType).some(({ inputs }) => inputs.name === name);
  const aliased = graph.of(aliasType).some(({ inputs }) => inputs.functionName === name && inputs.name === qualifier);
  if (!exists || (qualifier !== undefined && !aliased))
    throw new Error(`${invokeArn} is no function or alias of the program`);
  return { name, qualifier };
}

function mayInvoke(graph: ResourceGraph, invoked: Invoked, sourceArn: string, accountId: string): boolean {
  return graph.of(permissionType).some(({ name, inputs }) => {
    if (inputs.function !== invoked.name || inputs.qualifier !== invoked.qualifier) return false;
    const { sourceAccount } = inputs;
    const statement = {
      Effect: "Allow",
      Principal: { Service: inputs.principal },
      Action: inputs.action,
      Resource: "*",
      Condition: {
        ArnLike: { "aws:SourceArn": inputs.sourceArn },
        ...(sourceAccount === undefined ? {} : { StringEquals: { "aws:SourceAccount": sourceAccount } }),
      },
    };
    const policy = compilePolicy({ Version: "2012-10-17", Statement: statement }, "resource", `permission ${name}`);
    const context = { "aws:SourceArn": sourceArn, "aws:SourceAccount": accountId };
    const request = { action: "lambda:InvokeFunction", resource: "*", context };
    return decideByResource(policy, { service: "apigateway.amazonaws.com" }, request) === "allow";
  });
}

function resourceFinder(graph: ResourceGraph) {
  const queues = graph.of(queueType);
  const functions = graph.of(functionType);
  return {
    queue: (arn: string) => withArn(queues, arn, "queue"),
    function: (arn: string) => withArn(functions, arn, "function"),
  };
}

function withArn<Resource extends Parameters<typeof textOutput>[0]>(
  all: readonly Resource[],
  arn: string,
  what: string,
): Resource {
  const found = all.find((resource) => textOutput(resource, "arn") === arn);
  if (found === undefined) throw new Error(`${arn} is no ${what} of the program`);
  return found;
}

function only<Resource>(all: readonly Resource[], what: string): Resource {
  const [first] = all;
  if (first === undefined || all.length > 1) {
    throw new Error(`The offline run serves exactly one ${what}, and the program declares ${String(all.length)}`);
  }
  return first;
}
