import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { GraphResource } from "../../packages/aws-offline/graph/resource-graph.ts";
import { resourceTypes } from "../../packages/aws-offline/services/resource-types.ts";
import { evaluate } from "../support/evaluate.ts";
import { PolicyPackHost, type ShownResource } from "../support/policy-pack.ts";

/** What the engine has in the place of a value that a preview cannot know. */
const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const json = v.record(v.string(), v.any());

/** With what AWS's provider adds: attributes that it computed, and empty ones for inputs that were not given. */
function shown(stack: string, { type, name, id, inputs, outputs, options }: GraphResource): ShownResource {
  const schema = resourceTypes.get(type)?.inputs;
  const names = Object.keys(schema !== undefined && "entries" in schema ? v.parse(json, schema.entries) : {});
  const empty = Object.fromEntries(names.map((each) => [each, null]));
  const computed = { id, region: "ap-southeast-1", tagsAll: inputs["tags"] ?? null, ownerId: "000000000000" };
  return {
    type,
    name,
    urn: `urn:pulumi:${stack}::order-processing-system::${type}::${name}`,
    properties: v.parse(json, JSON.parse(JSON.stringify({ ...empty, ...computed, ...inputs, ...outputs }))),
    isProtected: options.protect,
  };
}

describe("the policy pack", () => {
  let pack: PolicyPackHost;
  let prod: ShownResource[];
  beforeAll(async () => {
    pack = await PolicyPackHost.start();
    const { resources } = await evaluate({
      stack: "prod",
      settings: { network: "private", encryption: "customer-key", webhookDomain: "hooks.shop.example" },
    });
    prod = resources.map((resource) => shown("prod", resource));
  });
  afterAll(() => pack.close());

  function changed(name: string, properties: ShownResource["properties"]): ShownResource[] {
    return prod.map((each) =>
      each.name === name ? { ...each, properties: { ...each.properties, ...properties } } : each,
    );
  }

  it("lets this program's stacks pass", async () => {
    expect(await pack.analyze(prod)).toEqual([]);
    const { resources } = await evaluate();
    expect(await pack.analyze(resources.map((resource) => shown("dev", resource)))).toEqual([]);
  });

  it("refuses what breaks a rule, each resource by its policy", async () => {
    const broken: readonly (readonly [policy: string, resource: string, ShownResource["properties"], lack: string])[] =
      [
        ["sqs-queue", "orders-queue", { kmsMasterKeyId: "" }, "encryption"],
        ["dynamodb-table", "orders-table", { pointInTimeRecovery: null }, "point-in-time recovery"],
        ["cloudwatch-logGroup", "order-processor-logs", { tags: null }, "tags"],
        ["apigatewayv2-route", "webhook-route", { routeKey: "POST /admin" }, "no public access but the webhook's"],
        ["iam-rolePolicy", "order-processor-access", { policy: wide() }, "no wildcard in an action"],
      ];
    const changes = new Map(broken.map(([, resource, properties]) => [resource, properties]));
    const findings = await pack.analyze(
      prod.map((each) => ({ ...each, properties: { ...each.properties, ...changes.get(each.name) } })),
    );
    const wanted = broken.map(([policy, resource, , lack]) => ({
      policy,
      message: `${resource} lacks: ${lack}`,
      isMandatory: true,
    }));
    expect(findings).toHaveLength(wanted.length);
    expect(findings).toEqual(expect.arrayContaining(wanted));
  });

  it("names a type without a rule, which a fork may have", async () => {
    const urn = "urn:pulumi:prod::order-processing-system::aws:s3/bucket:Bucket::parcels";
    const bucket = { type: "aws:s3/bucket:Bucket", name: "parcels", urn, properties: {}, isProtected: false };
    expect(await pack.analyze([...prod, bucket])).toEqual([
      {
        policy: "known-types",
        message: "no rule in policy/rules says what aws:s3/bucket:Bucket must fulfil",
        isMandatory: false,
      },
    ]);
  });

  it("says in a preview which policy waits for a value, and holds the others", async () => {
    const open = changed("webhook-route", { routeKey: "POST /admin" });
    const findings = await pack.analyze(
      open.map((each) => (each.name === "orders-table" ? { ...each, properties: { id: unknown } } : each)),
    );
    expect(findings.filter(({ isMandatory }) => isMandatory).map(({ policy }) => policy)).toEqual([
      "apigatewayv2-route",
    ]);
    expect(findings.filter(({ isMandatory }) => !isMandatory)).toEqual([
      expect.objectContaining({ policy: "dynamodb-table", message: expect.stringContaining("preview") }),
    ]);
  });
});

function wide(): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      { Effect: "Allow", Action: "dynamodb:*", Resource: "arn:aws:dynamodb:ap-southeast-1:000000000000:table/a" },
    ],
  });
}
