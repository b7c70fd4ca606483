import type * as aws from "@pulumi/aws";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { evaluate } from "../support/evaluate.ts";
import { readDocument } from "../../scripts/markdown.ts";

type EndpointKey = keyof aws.types.input.ProviderEndpoint;

/** By the beginning of a resource's type: the key under which the provider has the service's endpoint. */
const endpointKeys = {
  "aws:apigatewayv2/": "apigatewayv2",
  "aws:cloudwatch/event": "events",
  "aws:cloudwatch/logGroup": "logs",
  "aws:cloudwatch/queryDefinition": "logs",
  "aws:cloudwatch/": "cloudwatch",
  "aws:dynamodb/": "dynamodb",
  "aws:ec2/": "ec2",
  "aws:vpc/": "ec2",
  "aws:iam/": "iam",
  "aws:kms/": "kms",
  "aws:lambda/": "lambda",
  "aws:pipes/": "pipes",
  "aws:secretsmanager/": "secretsmanager",
  "aws:sesv2/": "sesv2",
  "aws:sns/": "sns",
  "aws:sqs/": "sqs",
} as const satisfies Record<string, EndpointKey>;

/** The provider's question about the account, and the program's. */
const always: EndpointKey = "sts";

const stackFile = v.object({
  config: v.looseObject({ "aws:endpoints": v.array(v.record(v.string(), v.string())) }),
});

describe("Pulumi.local.yaml", () => {
  it("has, in one element, the endpoint of each service that the program uses in any variant", async () => {
    const { config } = v.parse(stackFile, parse(await readDocument("Pulumi.local.yaml")));
    const settings = { network: "private", interfaceEndpoints: "true", encryption: "customer-key" };
    const { resources } = await evaluate({ settings });
    const used = new Set(resources.map(({ type }) => keyOf(type)));
    expect(config["aws:endpoints"]).toHaveLength(1);
    expect(Object.keys(config["aws:endpoints"][0] ?? {}).toSorted()).toEqual([...used, always].toSorted());
    expect(new Set(Object.values(config["aws:endpoints"][0] ?? {})).size).toBe(1);
  });
});

function keyOf(type: string): EndpointKey {
  const found = Object.entries(endpointKeys).find(([start]) => type.startsWith(start));
  if (found === undefined) throw new Error(`which endpoint ${type} has is not known here`);
  return found[1];
}
