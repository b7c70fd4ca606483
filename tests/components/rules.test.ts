import { beforeAll, describe, expect, it } from "vitest";
import { ResourceGraph, type GraphResource } from "../../packages/aws-offline/graph/resource-graph.ts";
import { resourceTypes } from "../../packages/aws-offline/services/resource-types.ts";
import { evaluate } from "../support/evaluate.ts";
import { rules, violations } from "../../policy/rules/index.ts";

const variants = ["public", "private"].flatMap((network) =>
  ["aws-managed", "customer-key"].map((encryption) => ({ network, encryption })),
);

describe("every resource is encrypted, ends, is tagged, traced and closed, as its type demands", () => {
  it.each(["dev", "prod"].flatMap((stack) => variants.map((settings) => ({ stack, ...settings }))))(
    "in $stack, $network, $encryption",
    async ({ stack, network, encryption }) => {
      const settings = {
        network,
        encryption,
        interfaceEndpoints: "true",
        provisionedWebhooks: "1",
        reconcileHours: "1",
      };
      const graph = await evaluate({ stack, settings });
      expect(graph.resources.length).toBeGreaterThan(100);
      expect(violations(graph, stack)).toEqual([]);
    },
  );
});

it("a stack that takes live events has its data protected, whatever it is called", async () => {
  const settings = { stripeMode: "live", encryption: "customer-key" };
  expect(violations(await evaluate({ stack: "dev", settings }), "dev")).toEqual([]);
  const open = await evaluate({ stack: "dev", settings: { ...settings, protectData: "false" } });
  expect(violations(open, "dev")).toEqual(
    expect.arrayContaining([
      expect.stringContaining("orders-table: deletion protection"),
      expect.stringContaining("secrets-secret: time to recover"),
      expect.stringContaining("encryption-key: protection"),
    ]),
  );
});

describe("the rules", () => {
  let graph: ResourceGraph;
  beforeAll(async () => {
    graph = await evaluate({ stack: "prod" });
  });

  function changed(name: string, change: (inputs: Record<string, unknown>) => Record<string, unknown>): ResourceGraph {
    const alter = (resource: GraphResource): GraphResource =>
      resource.name === name ? { ...resource, inputs: change({ ...resource.inputs }) } : resource;
    return new ResourceGraph(graph.resources.map(alter), graph.outputs);
  }

  it("are there for every type that the program may use, and for no other", () => {
    expect([...rules.keys()].toSorted()).toEqual([...resourceTypes.keys()].toSorted());
  });

  it("name a type that they do not know", () => {
    const [first] = graph.resources;
    if (first === undefined) throw new Error("no resources");
    const unknown = new ResourceGraph([{ ...first, type: "aws:s3/bucket:Bucket", name: "parcels" }], {});
    expect(violations(unknown, "prod")).toEqual([expect.stringMatching(/^aws:s3\/bucket:Bucket parcels: no rule/u)]);
  });

  it.each<[resource: string, property: string, value: unknown, wanted: string]>([
    ["orders-table", "pointInTimeRecovery", undefined, "point-in-time recovery"],
    ["orders-table", "serverSideEncryption", { enabled: true }, "encryption by the stack's key"],
    ["orders-table", "tags", undefined, "tags"],
    ["orders-queue", "redrivePolicy", undefined, "a dead-letter queue"],
    ["orders-queue", "kmsMasterKeyId", undefined, "encryption"],
    ["orders-dead-letter-queue", "messageRetentionSeconds", 3_600, "retention"],
    ["orders-subscription", "redrivePolicy", undefined, "a dead-letter queue"],
    ["orders-replay-target", "deadLetterConfig", undefined, "a dead-letter queue"],
    ["alerts-topic", "kmsMasterKeyId", undefined, "encryption"],
    ["archive-bus", "deadLetterConfig", undefined, "a dead-letter queue"],
    ["archive", "retentionDays", undefined, "retention"],
    ["secrets-secret", "kmsKeyId", undefined, "encryption by the stack's key"],
    ["order-processor-logs", "kmsKeyId", undefined, "encryption by the stack's key"],
    ["encryption-key", "enableKeyRotation", false, "rotation"],
    ["stripe-webhook", "tracingConfig", { mode: "PassThrough" }, "X-Ray where an event comes in"],
    ["order-processor", "vpcConfig", undefined, "two private subnets"],
    ["webhook-route", "routeKey", "POST /admin", "no public access but the webhook's"],
    ["webhook-stage", "accessLogSettings", undefined, "an access log"],
    ["webhook-permission", "sourceArn", "arn:aws:execute-api:eu-west-1:111111111111:a/*", "one source in this account"],
    ["webhook-permission", "sourceAccount", "000000000000", "only source keys that AWS shows the service to send"],
    ["network-private-0", "mapPublicIpOnLaunch", true, "no public addresses"],
    ["network-endpoints-https", "cidrIpv4", "0.0.0.0/0", "no public access"],
    ["network-functions-https", "fromPort", 22, "HTTPS only"],
  ])("find %s with %s %j", (name, property, value, wanted) => {
    const found = violations(
      changed(name, (inputs) => ({ ...inputs, [property]: value })),
      "prod",
    );
    expect(found).toContainEqual(expect.stringMatching(new RegExp(` ${name}: ${wanted}$`, "u")));
  });

  it.each<[resource: string, property: string, from: string, to: string, wanted: string]>([
    ["orders-policy", "policy", "sqs:SendMessage", "sqs:*", "no wildcard in an action"],
    ["orders-policy", "policy", "aws:SourceArn", "aws:SourceOrgID", "a service for this account only"],
    ["orders-policy", "policy", "ArnLike", "ArnNotLike", "a service for this account only"],
    ["orders-policy", "policy", "ArnLike", "ArnLikeIfExists", "a service for this account only"],
    ["orders-policy", "policy", "000000000000", "111111111111", "a service for this account only"],
    [
      "orders-policy",
      "policy",
      "aws:SourceArn",
      "aws:SourceAccount",
      "only source keys that AWS shows the service to send",
    ],
    [
      "encryption-key",
      "policy",
      '{"ArnLike":{"kms:EncryptionContext:aws:sqs:arn"',
      '{"StringEquals":{"aws:SourceAccount":"000000000000"},"ArnLike":{"kms:EncryptionContext:aws:sqs:arn"',
      "only source keys that AWS shows the service to send",
    ],
    [
      "encryption-key",
      "policy",
      "ap-southeast-1:000000000000:event-bus",
      "ap-southeast-1:*:event-bus",
      "a service for this account only",
    ],
    ["orders-policy", "policy", '{"Service":"sns.amazonaws.com"}', '"*"', "no public access"],
    ["order-processor-access", "policy", "dynamodb:PutItem", "dynamodb:*", "no wildcard in an action"],
    [
      "order-processor-access",
      "policy",
      "table/prod-orders",
      "table/*prod-orders",
      "no resource wider than the thing itself",
    ],
    [
      "order-processor-role",
      "assumeRolePolicy",
      "aws:SourceAccount",
      "aws:SourceOrgID",
      "a service for this account only",
    ],
    ["network-dynamodb", "policy", "aws:PrincipalAccount", "aws:SourceVpc", "no public access"],
  ])("find %s with another %s: %s -> %s", (name, property, from, to, wanted) => {
    const graphWith = changed(name, (inputs) => {
      const text = String(inputs[property]);
      expect(text).toContain(from);
      return { ...inputs, [property]: text.replaceAll(from, to) };
    });
    expect(violations(graphWith, "prod")).toContainEqual(expect.stringContaining(` ${name}: ${wanted}`));
  });
});
