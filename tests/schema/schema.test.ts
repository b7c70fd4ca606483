import { describe, expect, it } from "vitest";
import { ResourceGraph } from "../../packages/aws-offline/graph/resource-graph.ts";
import { resourceTypes } from "../../packages/aws-offline/services/resource-types.ts";
import { evaluate, placeIn } from "../support/evaluate.ts";
import { callsOf } from "./calls.ts";
import { onlyNew } from "./check.ts";
import { describedTypes, toTemplate } from "./cloudformation.ts";

const secure = { network: "private", encryption: "customer-key", interfaceEndpoints: "true", provisionedWebhooks: "2" };

describe("the program as CloudFormation writes it", () => {
  it("has a form for every type that there is, and for no other", () => {
    expect([...describedTypes].toSorted()).toEqual([...resourceTypes.keys()].toSorted());
  });

  it("has every resource but a default security group", async () => {
    const graph = await evaluate({ stack: "prod", settings: secure });
    expect(Object.keys(toTemplate(graph).Resources)).toHaveLength(graph.resources.length - 1);
  });

  it("writes a queue as a template does", async () => {
    const { Resources } = toTemplate(await evaluate());
    expect(Resources["OrdersQueueQueue"]).toMatchObject({
      Type: "AWS::SQS::Queue",
      Properties: {
        QueueName: expect.stringMatching(/^dev-orders-queue-/u),
        RedrivePolicy: { maxReceiveCount: 3 },
        Tags: expect.arrayContaining([{ Key: "stack", Value: "dev" }]),
      },
    });
  });

  it("refuses a type that nobody described", () => {
    const options = { dependsOn: [], protect: false, retainOnDelete: false, ignoreChanges: [], secretInputs: [] };
    const bucket = { type: "aws:s3/bucket:Bucket", name: "one", id: "one", inputs: {}, outputs: {}, options };
    expect(() => toTemplate(new ResourceGraph([bucket], {}))).toThrow("aws:s3/bucket:Bucket");
  });
});

describe("the calls that create the program", () => {
  it("are those of every resource, with bytes as their number", async () => {
    const graph = await evaluate({ stack: "prod", settings: secure });
    const calls = await callsOf(graph, placeIn("eu-central-1"));
    expect(new Set(calls.map(({ resource }) => resource)).size).toBe(graph.resources.length);
    const created = calls.find(({ operation }) => operation === "CreateFunction");
    expect(created?.input).toMatchObject({
      Handler: "index.handler",
      Code: { ZipFile: { bytes: expect.any(Number) } },
    });
  });
});

describe("what is checked", () => {
  it("is once what several variants have alike, in each Region", () => {
    const fresh = onlyNew();
    const subject = (region: string) => ({
      name: "dev",
      region,
      template: {
        AWSTemplateFormatVersion: "2010-09-09" as const,
        Resources: { One: { Type: "AWS::SNS::Topic", Properties: {} } },
      },
      calls: [{ resource: "one", service: "SNS", operation: "CreateTopic", input: {} }],
    });
    expect(fresh(subject("eu-central-1")).calls).toHaveLength(1);
    expect(fresh(subject("eu-central-1"))).toMatchObject({ calls: [], template: { Resources: {} } });
    expect(Object.keys(fresh(subject("us-east-1")).template.Resources)).toEqual(["One"]);
  });
});
