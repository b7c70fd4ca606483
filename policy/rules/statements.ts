import { sentKeys, type Door } from "../../packages/aws-offline/iam/service-context.ts";
import { parsePolicy, servicesOf, type PolicyStatement } from "./document.ts";
import type { Demand, Setting } from "./rule.ts";

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
  "cloudwatch:DescribeAlarms",
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

/**
 * Of a policy on a resource, a key or a role: nobody from outside, a service for this account only, and no source key that
 * the service is not known to send.
 */
export function resourceDemands(policy: string, door: Door, { accountId }: Setting): Demand[] {
  return parsePolicy(policy).flatMap((statement): Demand[] => {
    const { Action, Principal, Condition } = statement;
    const keys = new Set(Object.values(Condition).flatMap((tests) => Object.keys(tests)));
    const principals = Principal === "*" ? ["*"] : Object.values(Principal ?? {}).flat();
    const services = servicesOf(statement);
    return [
      ["no wildcard in an action", Action.every((action) => !action.includes("*"))],
      ["a principal", principals.length > 0],
      ["no public access", !principals.includes("*") || keys.has("aws:PrincipalAccount")],
      ["a service for this account only", services.length === 0 || isForThisAccount(statement, accountId)],
      [
        "only source keys that AWS shows the service to send",
        services.every((service) => {
          const sent = new Set<string>(sentKeys(door, service));
          return [...keys].every((key) => !key.startsWith("aws:Source") || sent.has(key));
        }),
      ],
    ];
  });
}

/** Operators that hold only when the key is sent and has one of the values. */
const positive = new Set(["StringEquals", "StringLike", "ArnEquals", "ArnLike"]);

/** Whether a condition can hold for this account alone: its number, or ARNs that all name it. */
function isForThisAccount({ Action, Condition }: PolicyStatement, accountId: string): boolean {
  // A description of a key holds no data, and AWS shows it without a condition.
  if (Action.every((action) => action === "kms:DescribeKey")) return true;
  const tests = Object.entries(Condition).flatMap(([operator, each]) =>
    positive.has(operator) ? Object.entries(each) : [],
  );
  return tests.some(([key, values]) => {
    if (key === "aws:SourceAccount") return values.every((value) => value === accountId);
    const isSource = key === "aws:SourceArn" || key.startsWith("kms:EncryptionContext:aws:");
    return isSource && values.every((value) => value.split(":")[4] === accountId);
  });
}
