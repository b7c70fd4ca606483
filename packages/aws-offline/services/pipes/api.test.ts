import { Pipes } from "@aws-sdk/client-pipes";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startGateway } from "../../gateway/gateway.ts";
import type { Gateway } from "../../gateway/types.ts";
import { createPipesApi } from "./api.ts";
import type { Pipe } from "./pipe.ts";

const region = "ap-southeast-1";
let state: Pipe["state"] = "RUNNING";
const pipe: Pipe = {
  name: "archive",
  definition: {
    name: "archive",
    roleArn: "arn:aws:iam::000000000000:role/archive-pipe",
    sourceQueueUrl: "http://127.0.0.1:1/000000000000/archive",
    sourceQueueArn: `arn:aws:sqs:${region}:000000000000:archive`,
    batchSize: 1,
    enrichmentFunctionName: "enricher",
    enrichmentFunctionArn: `arn:aws:lambda:${region}:000000000000:function:enricher`,
    targetBusArn: `arn:aws:events:${region}:000000000000:event-bus/dev`,
    targetSource: "stripe",
    targetDetailTypePath: "$.event.type",
  },
  get state() {
    return state;
  },
  setEnabled: (on) => void (state = on ? "RUNNING" : "STOPPED"),
  idle: () => true,
  close: () => Promise.resolve(),
};

let gateway: Gateway;
let client: Pipes;
beforeAll(async () => {
  gateway = await startGateway();
  gateway.addService(createPipesApi(region, [pipe]));
  const credentials = gateway.register({
    arn: "arn:aws:iam::000000000000:user/operator",
    kind: "operator",
    policies: [],
  });
  client = new Pipes({ region, endpoint: gateway.endpoint, credentials });
});
afterAll(async () => {
  client.destroy();
  await gateway.close();
});

it("shows a declared pipe to the SDK, and stops and starts it", async () => {
  expect(await client.describePipe({ Name: "archive" })).toMatchObject({
    Arn: `arn:aws:pipes:${region}:000000000000:pipe/archive`,
    CurrentState: "RUNNING",
    RoleArn: pipe.definition.roleArn,
    SourceParameters: { SqsQueueParameters: { BatchSize: 1 } },
    TargetParameters: { EventBridgeEventBusParameters: { Source: "stripe", DetailType: "$.event.type" } },
  });
  expect(await client.stopPipe({ Name: "archive" })).toMatchObject({ CurrentState: "STOPPED" });
  const { Pipes: pipes } = await client.listPipes({});
  expect(pipes).toMatchObject([{ Name: "archive", DesiredState: "STOPPED" }]);
  expect(await client.startPipe({ Name: "archive" })).toMatchObject({ CurrentState: "RUNNING" });
});

it("does not find another", async () => {
  await expect(client.describePipe({ Name: "other" })).rejects.toThrow("Pipe other does not exist");
});
