import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startGateway } from "../../gateway/gateway.ts";
import type { Gateway } from "../../gateway/types.ts";
import { createLambdaApi } from "./api.ts";
import type { LambdaPort, MappingSummary } from "./api-port.ts";
import { testLambda } from "./runtime/test-services.ts";

const region = "ap-southeast-1";
const functionArn = `arn:aws:lambda:${region}:000000000000:function:orders`;
const mapping: MappingSummary = {
  uuid: "0f6b2d5e-8f0e-4d43-8a43-0c2a8d8f3a11",
  queueArn: `arn:aws:sqs:${region}:000000000000:orders`,
  functionArn,
  batchSize: 10,
  maximumBatchingWindowSeconds: 0,
  maximumConcurrency: 10,
  reportBatchItemFailures: true,
  state: "Enabled",
};
const invoked: unknown[] = [];
const port: LambdaPort = {
  runtime: testLambda(() => undefined),
  functions: () => [
    {
      name: "orders",
      arn: functionArn,
      roleArn: "arn:aws:iam::000000000000:role/orders",
      handler: "index.handler",
      timeoutSeconds: 30,
      memoryMb: 512,
      environment: { STAGE: "dev" },
      logGroup: "/aws/lambda/orders",
    },
  ],
  invoke: (_name, payload) => {
    invoked.push(payload);
    return Promise.resolve(
      payload === null
        ? { ok: false, errorType: "TypeError", errorMessage: "null", requestId: "r" }
        : { ok: true, payload: { echo: payload }, requestId: "r" },
    );
  },
  mappings: () => [mapping],
  setMappingEnabled: (_uuid, enabled) => {
    mapping.state = enabled ? "Enabled" : "Disabled";
  },
};

let gateway: Gateway;
let authorization: string;
beforeAll(async () => {
  gateway = await startGateway();
  gateway.addService(createLambdaApi({ region, port }));
  const arn = "arn:aws:iam::000000000000:user/operator";
  const { accessKeyId } = gateway.register({ arn, kind: "operator", policies: [] });
  authorization = `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20261123/${region}/lambda/aws4_request, SignedHeaders=host, Signature=0`;
});
afterAll(() => gateway.close());

async function request(
  method: string,
  path: string,
  body?: string,
  headers: Record<string, string> = {},
): Promise<Response> {
  const sent = { method, headers: { authorization, ...headers }, ...(body === undefined ? {} : { body }) };
  return fetch(`${gateway.endpoint}/2015-03-31${path}`, sent);
}
const json = async (response: Promise<Response>): Promise<Record<string, unknown>> =>
  (await (await response).json()) as Record<string, unknown>;

describe("the Lambda API", () => {
  it("invokes a function by name or ARN and returns its payload", async () => {
    for (const name of ["orders", encodeURIComponent(functionArn)]) {
      const response = await request("POST", `/functions/${name}/invocations`, '{"a":1}');
      expect(response.status).toBe(200);
      expect(response.headers.get("x-amz-function-error")).toBeNull();
      expect(await response.json()).toEqual({ echo: { a: 1 } });
    }
  });

  it("returns a function's error as a response with a header", async () => {
    const response = await request("POST", "/functions/orders/invocations", "null");
    expect(response.status).toBe(200);
    expect(response.headers.get("x-amz-function-error")).toBe("Unhandled");
    expect(await response.json()).toEqual({ errorType: "TypeError", errorMessage: "null" });
  });

  it("does not wait for an asynchronous invocation", async () => {
    const headers = { "x-amz-invocation-type": "Event" };
    const response = await request("POST", "/functions/orders/invocations", '{"later":true}', headers);
    expect(response.status).toBe(202);
    expect(invoked.at(-1)).toEqual({ later: true });
  });

  it("describes functions and mappings, and switches a mapping off and on", async () => {
    expect(await json(request("GET", "/functions/"))).toMatchObject({ Functions: [{ FunctionName: "orders" }] });
    expect(await json(request("GET", "/functions/orders/configuration"))).toMatchObject({
      Timeout: 30,
      MemorySize: 512,
    });
    const path = `/event-source-mappings/${mapping.uuid}`;
    expect(await json(request("GET", "/event-source-mappings/?FunctionName=orders"))).toMatchObject({
      EventSourceMappings: [{ UUID: mapping.uuid, State: "Enabled", BatchSize: 10 }],
    });
    expect(await json(request("GET", "/event-source-mappings/?FunctionName=other"))).toEqual({
      EventSourceMappings: [],
    });
    expect(await json(request("PUT", path, '{"Enabled":false}'))).toMatchObject({ State: "Disabled" });
    expect(await json(request("PUT", path, '{"Enabled":true}'))).toMatchObject({ State: "Enabled" });
    expect(await json(request("PUT", path, '{"BatchSize":1}'))).toMatchObject({
      message: expect.stringContaining("BatchSize") as string,
    });
  });

  it("refuses an unknown function and an unknown route by name", async () => {
    const unknown = await request("GET", "/functions/missing");
    expect(unknown.status).toBe(404);
    expect(unknown.headers.get("x-amzn-errortype")).toBe("ResourceNotFoundException");
    expect(await json(request("DELETE", "/functions/orders"))).toMatchObject({
      message:
        "lambda DELETE /2015-03-31/functions/orders is not supported by the offline run (see packages/aws-offline/README.md)",
    });
  });
});
