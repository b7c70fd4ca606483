import {
  ApiGatewayV2Client,
  CreateApiCommand,
  CreateApiMappingCommand,
  CreateDomainNameCommand,
  CreateIntegrationCommand,
  CreateRouteCommand,
  CreateStageCommand,
  DeleteApiCommand,
  DeleteApiMappingCommand,
  DeleteDomainNameCommand,
  DeleteIntegrationCommand,
  DeleteRouteCommand,
  DeleteStageCommand,
  type DomainNameConfiguration,
  GetApiCommand,
  GetApiMappingCommand,
  GetDomainNameCommand,
  GetIntegrationCommand,
  GetRouteCommand,
  GetStageCommand,
  UpdateApiCommand,
  UpdateApiMappingCommand,
  UpdateDomainNameCommand,
  UpdateIntegrationCommand,
  UpdateRouteCommand,
  UpdateStageCommand,
} from "@aws-sdk/client-apigatewayv2";
import type { InputsOf, Outputs } from "../../graph/resource-type.ts";
import { given, handlerOf, type SdkHandlers } from "../../graph/sdk-handler.ts";
import { apiMappingType, apiType, domainNameType, integrationType, routeType, stageType } from "./resources.ts";

type Stage = InputsOf<typeof stageType>;
type Domain = InputsOf<typeof domainNameType>;
type Served = Pick<DomainNameConfiguration, "ApiGatewayDomainName" | "HostedZoneId">;

export const handlers: SdkHandlers = ({ client: options, accountId }) => {
  const client = new ApiGatewayV2Client(options);
  const computed = (id: string, endpoint: string | undefined): Outputs => ({
    apiEndpoint: given(endpoint, "ApiEndpoint"),
    arn: `arn:aws:apigateway:${options.region}::/apis/${id}`,
    executionArn: `arn:aws:execute-api:${options.region}:${accountId}:${id}`,
  });
  const integrationOf = (inputs: InputsOf<typeof integrationType>) => ({
    ApiId: inputs.apiId,
    IntegrationType: inputs.integrationType,
    IntegrationUri: inputs.integrationUri,
    PayloadFormatVersion: inputs.payloadFormatVersion,
  });
  const routeOf = ({ apiId, routeKey, target }: InputsOf<typeof routeType>) => ({
    ApiId: apiId,
    RouteKey: routeKey,
    Target: target,
  });
  const stageOf = ({ apiId, name, autoDeploy, accessLogSettings: log, defaultRouteSettings: route }: Stage) => ({
    ApiId: apiId,
    StageName: name,
    AutoDeploy: autoDeploy,
    ...(log === undefined ? {} : { AccessLogSettings: { DestinationArn: log.destinationArn, Format: log.format } }),
    ...(route === undefined
      ? {}
      : {
          DefaultRouteSettings: {
            ThrottlingBurstLimit: route.throttlingBurstLimit,
            ThrottlingRateLimit: route.throttlingRateLimit,
          },
        }),
  });
  const servedBy = ({ domainName, domainNameConfiguration }: Domain, [served]: Served[] = []): Outputs => ({
    arn: `arn:aws:apigateway:${options.region}::/domainnames/${domainName}`,
    domainNameConfiguration: {
      ...domainNameConfiguration,
      targetDomainName: given(served?.ApiGatewayDomainName, "ApiGatewayDomainName"),
      hostedZoneId: given(served?.HostedZoneId, "HostedZoneId"),
    },
  });
  return [
    handlerOf(apiType, {
      create: async ({ name: Name, description: Description, protocolType: ProtocolType, tags: Tags }) => {
        const response = await client.send(new CreateApiCommand({ Name, Description, ProtocolType, Tags }));
        const id = given(response.ApiId, "ApiId");
        return { id, outputs: computed(id, response.ApiEndpoint) };
      },
      read: async (id) => computed(id, (await client.send(new GetApiCommand({ ApiId: id }))).ApiEndpoint),
      update: async (ApiId, { name: Name, description: Description }) => {
        await client.send(new UpdateApiCommand({ ApiId, Name, Description }));
      },
      delete: async (ApiId) => {
        await client.send(new DeleteApiCommand({ ApiId }));
      },
    }),
    handlerOf(integrationType, {
      create: async (inputs) => {
        const { IntegrationId } = await client.send(new CreateIntegrationCommand(integrationOf(inputs)));
        return { id: given(IntegrationId, "IntegrationId"), outputs: {} };
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
    handlerOf(routeType, {
      create: async (inputs) => {
        const { RouteId } = await client.send(new CreateRouteCommand(routeOf(inputs)));
        return { id: given(RouteId, "RouteId"), outputs: {} };
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
    handlerOf(stageType, {
      create: async (inputs) => {
        await client.send(new CreateStageCommand({ ...stageOf(inputs), Tags: inputs.tags }));
        return { id: inputs.name, outputs: {} };
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
    handlerOf(domainNameType, {
      create: async (inputs) => {
        const { DomainNameConfigurations } = await client.send(
          new CreateDomainNameCommand({ ...domainOf(inputs), Tags: inputs.tags }),
        );
        return { id: inputs.domainName, outputs: servedBy(inputs, DomainNameConfigurations) };
      },
      read: async (DomainName, inputs) => {
        const found = await client.send(new GetDomainNameCommand({ DomainName }));
        return servedBy(inputs, found.DomainNameConfigurations);
      },
      update: async (_id, inputs) => {
        await client.send(new UpdateDomainNameCommand(domainOf(inputs)));
      },
      delete: async (DomainName) => {
        await client.send(new DeleteDomainNameCommand({ DomainName }));
      },
    }),
    handlerOf(apiMappingType, {
      create: async (inputs) => {
        const { ApiMappingId } = await client.send(new CreateApiMappingCommand(mappingOf(inputs)));
        return { id: given(ApiMappingId, "ApiMappingId"), outputs: {} };
      },
      read: async (ApiMappingId, { domainName: DomainName }) => {
        await client.send(new GetApiMappingCommand({ ApiMappingId, DomainName }));
        return {};
      },
      update: async (ApiMappingId, inputs) => {
        await client.send(new UpdateApiMappingCommand({ ApiMappingId, ...mappingOf(inputs) }));
      },
      delete: async (ApiMappingId, { domainName: DomainName }) => {
        await client.send(new DeleteApiMappingCommand({ ApiMappingId, DomainName }));
      },
    }),
  ];
};

function domainOf({ domainName: DomainName, domainNameConfiguration }: Domain) {
  const { certificateArn, endpointType, securityPolicy } = domainNameConfiguration;
  return {
    DomainName,
    DomainNameConfigurations: [
      { CertificateArn: certificateArn, EndpointType: endpointType, SecurityPolicy: securityPolicy },
    ],
  };
}

function mappingOf({ apiId: ApiId, domainName: DomainName, stage: Stage }: InputsOf<typeof apiMappingType>) {
  return { ApiId, DomainName, Stage };
}
