import { samplePurchase } from "../../../packages/stripe-offline/samples/index.ts";
import type { Feature } from "./feature.ts";

const forged = samplePurchase({ kind: "payment", seed: "conformance-forged" }).events.completed;

const refusals: Feature = {
  name: "webhook: a forged signature, none at all, another path",
  source: "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html",
  observe: async (target) => {
    const { status: wrong } = await target.send(forged, "whsec_forged");
    const { status: none } = await target.post("{}", {});
    const { status: elsewhere } = await target.post("{}", {}, "/elsewhere");
    return { wrong, none, elsewhere };
  },
};

const tooLarge: Feature = {
  name: "webhook: a body above API Gateway's 10 MB never reaches the function",
  source: "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html",
  observe: async (target) => {
    const { status, body } = await target.post("x".repeat(10 * 1024 * 1024 + 1), {});
    return { status, body };
  },
};

export const webhookFeatures: readonly Feature[] = [refusals, tooLarge];
