import { beforeAll, describe, expect, it } from "vitest";
import type { ResourceGraph } from "../../packages/aws-offline/graph/resource-graph.ts";
import { rolePolicyType, roleType } from "../../packages/aws-offline/services/iam/resources.ts";
import { permissionType } from "../../packages/aws-offline/services/lambda/resources.ts";
import { topicPolicyType } from "../../packages/aws-offline/services/sns/resources.ts";
import { queuePolicyType, queueType } from "../../packages/aws-offline/services/sqs/resources.ts";
import { parsePolicy } from "../../policy/rules/document.ts";
import { evaluate } from "../support/evaluate.ts";

let graph: ResourceGraph;
beforeAll(async () => {
  graph = await evaluate();
});

describe("identity policies", () => {
  it("name every action in full", () => {
    const actions = graph
      .of(rolePolicyType)
      .flatMap(({ inputs }) => parsePolicy(inputs.policy).flatMap(({ Action }) => Action));
    expect(actions.length).toBeGreaterThan(0);
    expect(actions.filter((action) => action.includes("*"))).toEqual([]);
  });

  it("reach no resource wider than the thing itself, X-Ray and network interfaces aside, which have none", () => {
    const wide = graph.of(rolePolicyType).flatMap(({ name, inputs }) =>
      parsePolicy(inputs.policy)
        .filter(({ Action }) => !Action.every((action) => /^(xray|ec2|cloudwatch):/u.test(action)))
        .flatMap(({ Resource }) => Resource)
        .filter((resource) => resource.replace(/:log-stream:\*$/u, "").includes("*"))
        .map((resource) => `${name}: ${resource}`),
    );
    expect(wide).toEqual([]);
  });

  it("let Lambda delete a function's network interfaces without a network too, and its code not", () => {
    const ofFunctions = graph
      .of(rolePolicyType)
      .filter(({ inputs }) => inputs.policy.includes("ec2:DeleteNetworkInterface"));
    expect(ofFunctions).toHaveLength(7);
    for (const { name, inputs } of ofFunctions) {
      const onInterfaces = parsePolicy(inputs.policy).filter(({ Action }) =>
        Action.includes("ec2:DeleteNetworkInterface"),
      );
      const effects = onInterfaces.map(({ Effect, Condition }) => [Effect, Object.keys(Condition)]);
      expect(effects, name).toEqual([
        ["Allow", []],
        ["Deny", ["ArnLike"]],
      ]);
    }
  });

  it("give the webhook nothing but its secret, its topic, its logs, its traces and the way out of a network", () => {
    const policy = graph.of(rolePolicyType).find(({ name }) => name === "stripe-webhook-access");
    const actions = parsePolicy(policy?.inputs.policy ?? "")
      .filter(({ Effect }) => Effect === "Allow")
      .flatMap(({ Action }) => Action);
    expect(actions.toSorted()).toEqual([
      "ec2:DeleteNetworkInterface",
      "ec2:DescribeNetworkInterfaces",
      "ec2:UnassignPrivateIpAddresses",
      "logs:CreateLogStream",
      "logs:PutLogEvents",
      "secretsmanager:GetSecretValue",
      "sns:Publish",
      "xray:PutTelemetryRecords",
      "xray:PutTraceSegments",
    ]);
  });
});

describe("resource policies", () => {
  it("admit a service only for one source in this account", () => {
    const policies = [
      ...graph.of(queuePolicyType).map(({ name, inputs }) => ({ name, policy: inputs.policy })),
      ...graph.of(topicPolicyType).map(({ name, inputs }) => ({ name, policy: inputs.policy })),
    ];
    expect(policies.length).toBeGreaterThan(0);
    for (const { name, policy } of policies) {
      for (const { Principal, Condition } of parsePolicy(policy)) {
        expect(Principal, name).toHaveProperty("Service");
        expect(Condition, name).toHaveProperty(["ArnLike", "aws:SourceArn"]);
        expect(Object.keys(Condition), name).toEqual(["ArnLike"]);
      }
    }
  });

  it("are one per queue, which a second would overwrite", () => {
    const urls = graph.of(queuePolicyType).map(({ inputs }) => inputs.queueUrl);
    expect(new Set(urls).size).toBe(urls.length);
    const sentToByServices = graph.of(queueType).filter(({ name }) => !name.startsWith("warehouse-inbox"));
    expect(urls.length).toBe(sentToByServices.length);
  });

  it("let API Gateway invoke the webhook for its own route only", () => {
    const [permission] = graph.of(permissionType);
    expect(permission?.inputs.sourceArn).toMatch(/\/\*\/POST\/webhook\/stripe$/u);
  });

  it("let only the named pipe assume the pipe's role", () => {
    const role = graph.of(roleType).find(({ name }) => name === "archive-pipe-role");
    const [statement] = parsePolicy(role?.inputs.assumeRolePolicy ?? "");
    expect(statement?.Condition).toEqual({
      ArnEquals: {
        "aws:SourceArn": ["arn:aws:pipes:ap-southeast-1:000000000000:pipe/order-processing-system-dev-archive-pipe"],
      },
      StringEquals: { "aws:SourceAccount": ["000000000000"] },
    });
  });
});
