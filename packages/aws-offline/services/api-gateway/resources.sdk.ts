import { ApiGatewayV2, type DomainNameConfiguration } from "@aws-sdk/client-apigatewayv2";
import type { InputsOf, Outputs } from "../../graph/resource-type.ts";
import { after, capitalised, given, handlerOf, type SdkHandlers } from "../../graph/sdk-handler.ts";
import { apiMappingType, apiType, domainNameType, integrationType, routeType, stageType } from "./resources.ts";

type Stage = InputsOf<typeof stageType>;
type Domain = InputsOf<typeof domainNameType>;
type Served = Pick<DomainNameConfiguration, "ApiGatewayDomainName" | "HostedZoneId">;

export const handlers: SdkHandlers = ({ client: options, accountId }) => {
  const client = new ApiGatewayV2(options);
  const computed = (id: string, endpoint: string | undefined): Outputs => ({
    apiEndpoint: given(endpoint, "ApiEndpoint"),
    arn: `arn:aws:apigateway:${options.region}::/apis/${id}`,
    executionArn: `arn:aws:execute-api:${options.region}:${accountId}:${id}`,
  });
  const stageOf = ({ name: StageName, tags: _tags, ...inputs }: Stage) => ({ StageName, ...capitalised(inputs) });
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
        const response = await client.createApi({ Name, Description, ProtocolType, Tags });
        const id = given(response.ApiId, "ApiId");
        return { id, outputs: computed(id, response.ApiEndpoint) };
      },
      read: async (id) => computed(id, (await client.getApi({ ApiId: id })).ApiEndpoint),
      update: (ApiId, { name: Name, description: Description }) => client.updateApi({ ApiId, Name, Description }),
      delete: (ApiId) => client.deleteApi({ ApiId }),
    }),
    handlerOf(integrationType, {
      create: async (inputs) => {
        const { IntegrationId } = await client.createIntegration(capitalised(inputs));
        return { id: given(IntegrationId, "IntegrationId"), outputs: {} };
      },
      read: (IntegrationId, { apiId: ApiId }) => after(client.getIntegration({ ApiId, IntegrationId }), {}),
      update: (IntegrationId, inputs) => client.updateIntegration({ IntegrationId, ...capitalised(inputs) }),
      delete: (IntegrationId, { apiId: ApiId }) => client.deleteIntegration({ ApiId, IntegrationId }),
    }),
    handlerOf(routeType, {
      create: async (inputs) => {
        const { RouteId } = await client.createRoute(capitalised(inputs));
        return { id: given(RouteId, "RouteId"), outputs: {} };
      },
      read: (RouteId, { apiId: ApiId }) => after(client.getRoute({ ApiId, RouteId }), {}),
      update: (RouteId, inputs) => client.updateRoute({ RouteId, ...capitalised(inputs) }),
      delete: (RouteId, { apiId: ApiId }) => client.deleteRoute({ ApiId, RouteId }),
    }),
    handlerOf(stageType, {
      create: (inputs) =>
        after(client.createStage({ ...stageOf(inputs), Tags: inputs.tags }), { id: inputs.name, outputs: {} }),
      read: (StageName, { apiId: ApiId }) => after(client.getStage({ ApiId, StageName }), {}),
      update: (_id, inputs) => client.updateStage(stageOf(inputs)),
      delete: (StageName, { apiId: ApiId }) => client.deleteStage({ ApiId, StageName }),
    }),
    handlerOf(domainNameType, {
      create: async (inputs) => {
        const { DomainNameConfigurations } = await client.createDomainName({ ...domainOf(inputs), Tags: inputs.tags });
        return { id: inputs.domainName, outputs: servedBy(inputs, DomainNameConfigurations) };
      },
      read: async (DomainName, inputs) => {
        const found = await client.getDomainName({ DomainName });
        return servedBy(inputs, found.DomainNameConfigurations);
      },
      update: (_id, inputs) => client.updateDomainName(domainOf(inputs)),
      delete: (DomainName) => client.deleteDomainName({ DomainName }),
    }),
    handlerOf(apiMappingType, {
      create: async (inputs) => {
        const { ApiMappingId } = await client.createApiMapping(capitalised(inputs));
        return { id: given(ApiMappingId, "ApiMappingId"), outputs: {} };
      },
      read: (ApiMappingId, { domainName: DomainName }) => after(client.getApiMapping({ ApiMappingId, DomainName }), {}),
      update: (ApiMappingId, inputs) => client.updateApiMapping({ ApiMappingId, ...capitalised(inputs) }),
      delete: (ApiMappingId, { domainName: DomainName }) => client.deleteApiMapping({ ApiMappingId, DomainName }),
    }),
  ];
};

function domainOf({ domainName: DomainName, domainNameConfiguration }: Domain) {
  return { DomainName, DomainNameConfigurations: [capitalised(domainNameConfiguration)] };
}
