import {
  ApiGatewayV2Client,
  CreateApiCommand,
  CreateIntegrationCommand,
  CreateRouteCommand,
  CreateStageCommand,
  DeleteApiCommand,
  DeleteIntegrationCommand,
  DeleteRouteCommand,
  DeleteStageCommand,
  GetApiCommand,
  GetIntegrationCommand,
  GetRouteCommand,
  GetStageCommand,
  UpdateApiCommand,
  UpdateIntegrationCommand,
  UpdateRouteCommand,
  UpdateStageCommand,
} from "@aws-sdk/client-apigatewayv2";
import * as v from "valibot";
import type { Properties } from "../../../engine/provider/values.ts";
import type { ClientOptions } from "../clients.ts";
import { given, handlerOf, tags, type Handler } from "../handler.ts";

const api = v.strictObject({ name: v.string(), description: v.string(), protocolType: v.literal("HTTP"), tags });
const integration = v.strictObject({
  apiId: v.string(),
  integrationType: v.literal("AWS_PROXY"),
  integrationUri: v.string(),
  payloadFormatVersion: v.string(),
});
const route = v.strictObject({ apiId: v.string(), routeKey: v.string(), target: v.string() });
const stage = v.strictObject({
  apiId: v.string(),
  name: v.string(),
  autoDeploy: v.boolean(),
  accessLogSettings: v.strictObject({ destinationArn: v.string(), format: v.string() }),
  defaultRouteSettings: v.strictObject({ throttlingBurstLimit: v.number(), throttlingRateLimit: v.number() }),
  tags,
});

export function apiGatewayHandlers(options: ClientOptions, accountId: string): Record<string, Handler> {
  const client = new ApiGatewayV2Client(options);
  const computed = (id: string, endpoint: string | undefined): Properties => ({
    apiEndpoint: given(endpoint, "ApiEndpoint"),
    arn: `arn:aws:apigateway:${options.region}::/apis/${id}`,
    executionArn: `arn:aws:execute-api:${options.region}:${accountId}:${id}`,
  });
  const integrationOf = (inputs: v.InferOutput<typeof integration>) => ({
    ApiId: inputs.apiId,
    IntegrationType: inputs.integrationType,
    IntegrationUri: inputs.integrationUri,
    PayloadFormatVersion: inputs.payloadFormatVersion,
  });
  const routeOf = ({ apiId, routeKey, target }: v.InferOutput<typeof route>) => ({
    ApiId: apiId,
    RouteKey: routeKey,
    Target: target,
  });
  const stageOf = ({ defaultRouteSettings, ...inputs }: v.InferOutput<typeof stage>) => ({
    ApiId: inputs.apiId,
    StageName: inputs.name,
    AutoDeploy: inputs.autoDeploy,
    AccessLogSettings: {
      DestinationArn: inputs.accessLogSettings.destinationArn,
      Format: inputs.accessLogSettings.format,
    },
    DefaultRouteSettings: {
      ThrottlingBurstLimit: defaultRouteSettings.throttlingBurstLimit,
      ThrottlingRateLimit: defaultRouteSettings.throttlingRateLimit,
    },
  });
  return {
    "aws:apigatewayv2/api:Api": handlerOf(api, {
      create: async ({ name: Name, description: Description, protocolType: ProtocolType, tags: Tags }) => {
        const answer = await client.send(new CreateApiCommand({ Name, Description, ProtocolType, Tags }));
        const id = given(answer.ApiId, "ApiId");
        return { id, computed: computed(id, answer.ApiEndpoint) };
      },
      read: async (id) => computed(id, (await client.send(new GetApiCommand({ ApiId: id }))).ApiEndpoint),
      update: async (ApiId, { name: Name, description: Description }) => {
        await client.send(new UpdateApiCommand({ ApiId, Name, Description }));
      },
      delete: async (ApiId) => {
        await client.send(new DeleteApiCommand({ ApiId }));
      },
    }),
    "aws:apigatewayv2/integration:Integration": handlerOf(integration, {
      create: async (inputs) => {
        const { IntegrationId } = await client.send(new CreateIntegrationCommand(integrationOf(inputs)));
        return { id: given(IntegrationId, "IntegrationId"), computed: {} };
      },
      read: async (IntegrationId, { apiId: ApiId }) => {
        await client.send(new GetIntegrationCommand({ ApiId, IntegrationId }));
        return {};
      },
      update: async (IntegrationId, inputs) => {
        await client.send(new UpdateIntegrationCommand({ IntegrationId, ...integrationOf(inputs) }));
      },
      delete: async (IntegrationId, { apiId: ApiId }) => {
        await client.send(new DeleteIntegrationCommand({ ApiId, IntegrationId }));
      },
    }),
    "aws:apigatewayv2/route:Route": handlerOf(route, {
      create: async (inputs) => {
        const { RouteId } = await client.send(new CreateRouteCommand(routeOf(inputs)));
        return { id: given(RouteId, "RouteId"), computed: {} };
      },
      read: async (RouteId, { apiId: ApiId }) => {
        await client.send(new GetRouteCommand({ ApiId, RouteId }));
        return {};
      },
      update: async (RouteId, inputs) => {
        await client.send(new UpdateRouteCommand({ RouteId, ...routeOf(inputs) }));
      },
      delete: async (RouteId, { apiId: ApiId }) => {
        await client.send(new DeleteRouteCommand({ ApiId, RouteId }));
      },
    }),
    "aws:apigatewayv2/stage:Stage": handlerOf(stage, {
      create: async (inputs) => {
        await client.send(new CreateStageCommand({ ...stageOf(inputs), Tags: inputs.tags }));
        return { id: inputs.name, computed: {} };
      },
      read: async (StageName, { apiId: ApiId }) => {
        await client.send(new GetStageCommand({ ApiId, StageName }));
        return {};
      },
      update: async (_id, inputs) => {
        await client.send(new UpdateStageCommand(stageOf(inputs)));
      },
      delete: async (StageName, { apiId: ApiId }) => {
        await client.send(new DeleteStageCommand({ ApiId, StageName }));
      },
    }),
  };
}
