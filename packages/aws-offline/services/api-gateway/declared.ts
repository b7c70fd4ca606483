import { accountId } from "../../arn.ts";
import { textOutput, type ResourceGraph } from "../../graph/resource-graph.ts";
import { decideByResource } from "../../iam/evaluate.ts";
import { sourceContext } from "../../iam/service-context.ts";
import { compilePolicy } from "../../iam/policy.ts";
import { invokedFunction } from "../lambda/declared.ts";
import { permissionType } from "../lambda/resources.ts";
import { target } from "../lambda/runtime/routing.ts";
import { apiType, integrationType, routeType, stageType } from "./resources.ts";

export interface ApiDefinition {
  readonly apiId: string;
  readonly accessLogFormat: string | undefined;
  readonly routes: readonly {
    readonly method: string;
    readonly path: string;
    readonly functionName: string;
    readonly qualifier: string | undefined;
  }[];
  readonly throttle: { readonly ratePerSecond: number; readonly burst: number };
}

/** The HTTP API's routes to functions that let API Gateway invoke them for the route; undefined without an API. */
export function apiDefinition(graph: ResourceGraph): ApiDefinition | undefined {
  if (graph.of(apiType).length === 0) return undefined;
  const api = only(graph.of(apiType), "HTTP API");
  const stage = only(graph.of(stageType), "stage");
  const executionArn = textOutput(api, "executionArn");
  const integrations = graph.of(integrationType);
  const routes = graph.of(routeType).map(({ name, inputs }) => {
    const [method = "", path = ""] = inputs.routeKey.split(" ");
    const integration = integrations.find(({ id }) => inputs.target === `integrations/${id}`);
    if (integration === undefined)
      throw new Error(`${name}: target ${inputs.target} is not an integration of the program`);
    const invoked = integrated(graph, integration.inputs.integrationUri);
    const sourceArn = `${executionArn}/${stage.inputs.name}/${method}${path}`;
    if (!mayInvoke(graph, invoked, sourceArn)) {
      throw new Error(
        `${name}: no aws.lambda.Permission lets apigateway.amazonaws.com invoke ${target(invoked)} for ${sourceArn}`,
      );
    }
    return { method, path, functionName: invoked.functionName, qualifier: invoked.qualifier };
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
  readonly functionName: string;
  readonly qualifier: string | undefined;
}

function integrated(graph: ResourceGraph, invokeArn: string): Invoked {
  const [, arn = invokeArn] = /\/functions\/(?<arn>arn:[^/]+)\/invocations$/u.exec(invokeArn) ?? [];
  return invokedFunction(graph, arn);
}

function mayInvoke(graph: ResourceGraph, invoked: Invoked, sourceArn: string): boolean {
  return graph.of(permissionType).some(({ name, inputs }) => {
    if (inputs.function !== invoked.functionName || inputs.qualifier !== invoked.qualifier) return false;
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
    const service = "apigateway.amazonaws.com";
    const context = sourceContext("resource", service, { sourceArn, accountId });
    const request = { action: "lambda:InvokeFunction", resource: "*", context };
    return decideByResource(policy, { service }, request) === "allow";
  });
}

function only<Resource>(all: readonly Resource[], what: string): Resource {
  const [first] = all;
  if (first === undefined || all.length > 1) {
    throw new Error(`The offline run serves exactly one ${what}, and the program declares ${String(all.length)}`);
  }
  return first;
}
