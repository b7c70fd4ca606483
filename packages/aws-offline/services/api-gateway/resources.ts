import * as v from "valibot";
import { optionalTags, resourceType } from "../../graph/resource-type.ts";

export const apiType = resourceType({
  token: "aws:apigatewayv2/api:Api",
  autoname: "name",
  entries: {
    name: v.string(),
    protocolType: v.literal("HTTP"),
    description: v.optional(v.string()),
    tags: optionalTags,
  },
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
  entries: {
    apiId: v.string(),
    integrationType: v.literal("AWS_PROXY"),
    integrationUri: v.string(),
    payloadFormatVersion: v.literal("2.0"),
  },
  create: (_inputs, { digest }) => ({ id: digest.slice(0, 7), outputs: {} }),
});

export const routeType = resourceType({
  token: "aws:apigatewayv2/route:Route",
  entries: { apiId: v.string(), routeKey: v.string(), target: v.string() },
  create: (_inputs, { digest }) => ({ id: digest.slice(0, 7), outputs: {} }),
});

export const stageType = resourceType({
  token: "aws:apigatewayv2/stage:Stage",
  entries: {
    apiId: v.string(),
    name: v.literal("$default"),
    autoDeploy: v.literal(true),
    accessLogSettings: v.optional(v.strictObject({ destinationArn: v.string(), format: v.string() })),
    defaultRouteSettings: v.optional(
      v.strictObject({ throttlingRateLimit: v.number(), throttlingBurstLimit: v.number() }),
    ),
    tags: optionalTags,
  },
  create: ({ apiId, name }, _identity, { apiEndpoint }) => ({ id: name, outputs: { invokeUrl: apiEndpoint(apiId) } }),
});
