import { anArn, length, oneOf, range } from "../constraints.ts";
import { arnAndId, named, type Kind } from "./kind.ts";
import { text } from "../values.ts";

export const api: Readonly<Record<string, Kind>> = {
  "aws:apigatewayv2/api:Api": {
    name: named("name", 128),
    replaces: ["protocolType"],
    constraints: { protocolType: oneOf("HTTP", "WEBSOCKET"), description: length(0, 1024), version: length(0, 64) },
    computed: (draft) => {
      const id = draft.token(10);
      return {
        ...arnAndId(`arn:aws:apigateway:${draft.region}::/apis/${id}`, id),
        apiEndpoint: `https://${id}.execute-api.${draft.region}.amazonaws.com`,
        executionArn: draft.arn("execute-api", id),
      };
    },
  },
  "aws:apigatewayv2/integration:Integration": {
    replaces: ["apiId", "integrationType"],
    constraints: {
      integrationType: oneOf("AWS", "AWS_PROXY", "HTTP", "HTTP_PROXY", "MOCK"),
      connectionType: oneOf("INTERNET", "VPC_LINK"),
      payloadFormatVersion: oneOf("1.0", "2.0"),
      timeoutMilliseconds: range(50, 30_000),
      credentialsArn: anArn,
    },
    references: { apiId: "aws:apigatewayv2/api:Api" },
    computed: (draft) => ({ id: draft.token(7) }),
  },
  "aws:apigatewayv2/route:Route": {
    replaces: ["apiId"],
    constraints: { authorizationType: oneOf("NONE", "AWS_IAM", "CUSTOM", "JWT"), target: length(0, 128) },
    references: { apiId: "aws:apigatewayv2/api:Api", target: "aws:apigatewayv2/integration:Integration" },
    computed: (draft) => ({ id: draft.token(7) }),
  },
  "aws:apigatewayv2/stage:Stage": {
    name: named("name", 128, /^(?:\$default|[\w-]+)$/u),
    replaces: ["apiId"],
    constraints: { "accessLogSettings.destinationArn": anArn, description: length(0, 1024) },
    references: { apiId: "aws:apigatewayv2/api:Api" },
    computed: (draft) => {
      const apiId = text(draft.inputs, "apiId");
      const url = `https://${apiId}.execute-api.${draft.region}.amazonaws.com/`;
      return {
        ...arnAndId(`arn:aws:apigateway:${draft.region}::/apis/${apiId}/stages/${draft.name}`, draft.name),
        executionArn: draft.arn("execute-api", `${apiId}/${draft.name}`),
        invokeUrl: draft.name === "$default" ? url : `${url}${draft.name}`,
      };
    },
  },
};
