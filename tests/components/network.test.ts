import { beforeAll, describe, expect, it } from "vitest";
import type { ResourceGraph } from "../../packages/aws-offline/graph/resource-graph.ts";
import { natGatewayType, vpcEndpointType } from "../../packages/aws-offline/services/ec2/resources.ts";
import { decideByResource } from "../../packages/aws-offline/iam/evaluate.ts";
import { compilePolicy, type Policy } from "../../packages/aws-offline/iam/policy.ts";
import { evaluate } from "../support/evaluate.ts";
import { roleGrants, type RoleGrant } from "../support/grants.ts";

const account = "000000000000";

let graph: ResourceGraph;
/** By service: what its endpoint lets through. */
let endpoints: ReadonlyMap<string, Policy>;
let grants: readonly RoleGrant[];
beforeAll(async () => {
  graph = await evaluate({ settings: { network: "private", interfaceEndpoints: "true" } });
  endpoints = new Map(
    graph
      .of(vpcEndpointType)
      .map(({ name, inputs }) => [
        inputs.serviceName.split(".").at(-1) ?? "",
        compilePolicy(inputs.policy, "resource", name),
      ]),
  );
  grants = roleGrants(graph).filter(({ action }) => endpoints.has(action.split(":")[0] ?? ""));
});

function passes({ roleArn, action, resource }: RoleGrant, principalAccount = account): boolean {
  const policy = endpoints.get(action.split(":")[0] ?? "") ?? [];
  const context = { "aws:PrincipalAccount": principalAccount };
  return decideByResource(policy, { role: roleArn }, { action, resource, context }) === "allow";
}

describe("the endpoints of a private network", () => {
  it("lead to DynamoDB, Secrets Manager and SNS", () => {
    expect([...endpoints.keys()].toSorted()).toEqual(["dynamodb", "secretsmanager", "sns"]);
  });

  it("let through everything that the functions' roles may do there", () => {
    expect(grants.length).toBeGreaterThan(10);
    expect(grants.filter((grant) => !passes(grant))).toEqual([]);
  });

  it("let nobody of another account through, nobody to another account, and nothing else", () => {
    for (const grant of grants) {
      expect(passes(grant, "111111111111"), grant.action).toBe(false);
      expect(passes({ ...grant, resource: grant.resource.replace(account, "111111111111") }), grant.action).toBe(false);
      expect(passes({ ...grant, action: `${grant.action.split(":")[0] ?? ""}:DeleteEverything` })).toBe(false);
    }
  });
});

describe("NAT gateways", () => {
  it("are one in dev and one a zone in prod", async () => {
    const prod = await evaluate({ stack: "prod" });
    expect([graph, prod].map((each) => each.of(natGatewayType).length)).toEqual([1, 2]);
  });
});

it("has ids of EC2's shape", async () => {
  const { resources } = await evaluate({ settings: { network: "private" } });
  const numbered = resources.filter(({ type }) => /^aws:(ec2|vpc)\//u.test(type) && !type.endsWith(":Route"));
  expect(numbered.length).toBeGreaterThan(0);
  expect(
    numbered.filter(({ id }) => !/^[a-z]+-[0-9a-f]{17}$/u.test(id)).map(({ type, id }) => `${type}: ${id}`),
  ).toEqual([]);
});
