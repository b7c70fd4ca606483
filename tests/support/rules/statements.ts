import { parsePolicy, servicesOf } from "../policy.ts";
import type { Demand } from "./rule.ts";

/** Actions that AWS grants on everything only. */
const withoutResources = new Set([
  "xray:PutTelemetryRecords",
  "xray:PutTraceSegments",
  "ec2:AssignPrivateIpAddresses",
  "ec2:CreateNetworkInterface",
  "ec2:DeleteNetworkInterface",
  "ec2:DescribeNetworkInterfaces",
  "ec2:DescribeSubnets",
  "ec2:UnassignPrivateIpAddresses",
]);
/** Names that AWS or the account's other owners give. */
const openEnds = /:log-stream:\*$|^arn:aws:logs:[^:]+:\d{12}:log-group:\*$/u;

/** Of a role's policy: each action in full, each resource the thing itself. */
export function identityDemands(policy: string): Demand[] {
  return parsePolicy(policy).flatMap(({ Effect, Action, Resource }): Demand[] => [
    ["no wildcard in an action", Action.every((action) => !action.includes("*"))],
    [
      "no resource wider than the thing itself",
      Effect === "Deny" ||
        Action.every((action) => withoutResources.has(action)) ||
        Resource.every((resource) => !resource.includes("*") || openEnds.test(resource)),
    ],
  ]);
}

/** Of a policy on a resource, or of a role's trust: nobody from outside, and a service for this account only. */
export function resourceDemands(policy: string): Demand[] {
  return parsePolicy(policy).flatMap((statement): Demand[] => {
    const { Action, Principal, Condition } = statement;
    const keys = new Set(Object.values(Condition).flatMap((tests) => Object.keys(tests)));
    const principals = Principal === "*" ? ["*"] : Object.values(Principal ?? {}).flat();
    const services = servicesOf(statement);
    // CloudWatch Logs, and EventBridge for bus and archive, say for whom by the encryption context, which holds the
    // account. A description of a key holds no data.
    const bound =
      keys.has("aws:SourceAccount") ||
      keys.has("kms:EncryptionContext:aws:logs:arn") ||
      keys.has("kms:EncryptionContext:aws:events:event-bus:arn") ||
      Action.every((action) => action === "kms:DescribeKey");
    return [
      ["no wildcard in an action", Action.every((action) => !action.includes("*"))],
      ["a principal", principals.length > 0],
      ["no public access", !principals.includes("*") || keys.has("aws:PrincipalAccount")],
      ["a service for this account only", services.length === 0 || bound],
    ];
  });
}
