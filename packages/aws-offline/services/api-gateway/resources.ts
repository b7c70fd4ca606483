import * as v from "valibot";
import { arn, length, name, oneOf, tags } from "../../graph/property.ts";
import { resourceType } from "../../graph/resource-type.ts";

export const apiType = resourceType({
  token: "aws:apigatewayv2/api:Api",
  terraform: "aws_apigatewayv2_api",
  cloudFormation: "AWS::ApiGatewayV2::Api",
  autoname: "name",
  entries: {
    name: length(1, 128),
    protocolType: oneOf("HTTP"),
    description: v.optional(length(0, 1024)),
    tags,
  },
  replaces: ["protocolType"],
  create: (_inputs, { digest }, { accountId, region, apiEndpoint }) => {
    const id = digest.slice(0, 10);
    return {
      id,
      outputs: {
        apiEndpoint: apiEndpoint(id),
        arn: `arn:aws:apigateway:${region}::/apis/${id}`,
        executionArn: `arn:aws:execute-api:${region}:${accountId}:${id}`,
      },
    };
  },
});

export const integrationType = resourceType({
  token: "aws:apigatewayv2/integration:Integration",
  terraform: "aws_apigatewayv2_integration",
  cloudFormation: "AWS::ApiGatewayV2::Integration",
  entries: {
    apiId: v.string(),
    integrationType: oneOf("AWS_PROXY"),
    integrationUri: v.string(),
    payloadFormatVersion: oneOf("2.0"),
  },
  replaces: ["apiId", "integrationType"],
  references: { apiId: apiType.token },
  create: (_inputs, { digest }) => ({ id: digest.slice(0, 7), outputs: {} }),
});

export const routeType = resourceType({
  token: "aws:apigatewayv2/route:Route",
  terraform: "aws_apigatewayv2_route",
  cloudFormation: "AWS::ApiGatewayV2::Route",
  entries: { apiId: v.string(), routeKey: v.string(), target: length(0, 128) },
  replaces: ["apiId"],
  references: { apiId: apiType.token, target: integrationType.token },
  create: (_inputs, { digest }) => ({ id: digest.slice(0, 7), outputs: {} }),
});

export const stageType = resourceType({
  token: "aws:apigatewayv2/stage:Stage",
  terraform: "aws_apigatewayv2_stage",
  cloudFormation: "AWS::ApiGatewayV2::Stage",
  autoname: "name",
  entries: {
    apiId: v.string(),
    name: v.pipe(name(128, /^(?:\$default|[\w-]+)$/u), v.literal("$default")),
    autoDeploy: v.literal(true),
    accessLogSettings: v.optional(v.strictObject({ destinationArn: arn, format: v.string() })),
    defaultRouteSettings: v.optional(
      v.strictObject({ throttlingRateLimit: v.number(), throttlingBurstLimit: v.number() }),
    ),
    tags,
  },
  replaces: ["apiId"],
  references: { apiId: apiType.token },
  create: ({ apiId, name: stage }, _identity, { accountId, region, apiEndpoint }) => ({
    id: stage,
    outputs: {
      arn: `arn:aws:apigateway:${region}::/apis/${apiId}/stages/${stage}`,
      executionArn: `arn:aws:execute-api:${region}:${accountId}:${apiId}/${stage}`,
      invokeUrl: apiEndpoint(apiId),
    },
  }),
});

export const domainNameType = resourceType({
  token: "aws:apigatewayv2/domainName:DomainName",
  terraform: "aws_apigatewayv2_domain_name",
  cloudFormation: "AWS::ApiGatewayV2::DomainName",
  entries: {
    domainName: length(1, 512),
    domainNameConfiguration: v.strictObject({
      certificateArn: arn,
      endpointType: oneOf("REGIONAL"),
      securityPolicy: oneOf("TLS_1_2"),
    }),
    tags,
  },
  replaces: ["domainName"],
  create: ({ domainName, domainNameConfiguration }, { digest }, { region }) => ({
    id: domainName,
    outputs: {
      arn: `arn:aws:apigateway:${region}::/domainnames/${domainName}`,
      domainNameConfiguration: {
        ...domainNameConfiguration,
        targetDomainName: `d-${digest.slice(0, 10)}.execute-api.${region}.amazonaws.com`,
        hostedZoneId: "Z000000000000",
      },
    },
  }),
});

export const apiMappingType = resourceType({
  token: "aws:apigatewayv2/apiMapping:ApiMapping",
  terraform: "aws_apigatewayv2_api_mapping",
  cloudFormation: "AWS::ApiGatewayV2::ApiMapping",
  entries: { apiId: v.string(), domainName: length(1, 512), stage: v.string() },
  replaces: ["apiId", "domainName"],
  references: { apiId: apiType.token, domainName: domainNameType.token, stage: stageType.token },
  create: (_inputs, { digest }) => ({ id: digest.slice(0, 6), outputs: {} }),
});
