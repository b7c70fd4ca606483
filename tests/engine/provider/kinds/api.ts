import { arnAndId, named, type Kind } from "./kind.ts";
import { text } from "../values.ts";

export const api: Readonly<Record<string, Kind>> = {
  "aws:apigatewayv2/api:Api": {
    name: named("name", 128),
    replaces: ["protocolType"],
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
    references: { apiId: "aws:apigatewayv2/api:Api" },
    computed: (draft) => ({ id: draft.token(7) }),
  },
  "aws:apigatewayv2/route:Route": {
    replaces: ["apiId"],
    references: { apiId: "aws:apigatewayv2/api:Api", target: "aws:apigatewayv2/integration:Integration" },
    computed: (draft) => ({ id: draft.token(7) }),
  },
  "aws:apigatewayv2/stage:Stage": {
    name: named("name", 128),
    replaces: ["apiId"],
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
