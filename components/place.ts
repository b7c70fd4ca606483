import * as pulumi from "@pulumi/pulumi";

/**
 * The length that the longest names built of it leave: the composite alarm's rule and the roles' names. Queues, functions
 * and dashboards take no dot.
 */
const stackName = /^[A-Za-z0-9][\w-]{0,23}$/u;

/** @throws pulumi.RunError for a stack name of which AWS would refuse a physical name */
export function requireStackName(name: string): string {
  if (stackName.test(name)) return name;
  throw new pulumi.RunError(
    `stack name "${name}": expected at most 24 letters, digits, hyphens and underscores, as it begins the names of all resources: pulumi stack rename NAME`,
  );
}

/** Regions of partitions whose ARNs and host names are others. */
const otherPartitions: Readonly<Record<string, string>> = {
  "cn-": "aws-cn",
  "us-gov-": "aws-us-gov",
  "us-iso": "an isolated partition",
  "eu-isoe-": "an isolated partition",
  "eusc-": "aws-eusc",
};

/** @throws pulumi.RunError for a Region outside the partition `aws`, for which the program has no ARNs */
export function requireCommonPartition(region: string): string {
  const [, partition] = Object.entries(otherPartitions).find(([prefix]) => region.startsWith(prefix)) ?? [];
  if (partition === undefined) return region;
  throw new pulumi.RunError(
    `aws:region ${region} is in ${partition}: this program writes arn:aws: and amazonaws.com, and runs in the partition aws alone: pulumi config set aws:region REGION`,
  );
}

/**
 * By id, because names differ from account to account. Lambda refuses such zones ("The provided subnets contain availability
 * zone Lambda doesn't support", https://github.com/keboola/developer-portal/issues/81), and AWS publishes no list for it: these
 * are the constrained ones, which its other services leave out.
 * https://docs.aws.amazon.com/efs/latest/ug/OneZoneAZs.html
 * https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html
 */
export const zonesWithoutLambda: readonly string[] = ["apne1-az3", "cac1-az3", "use1-az3", "usw1-az2"];

/** @throws pulumi.RunError where a private network would have fewer zones than it is made of */
export function requireZones(names: readonly string[], needed: number): readonly string[] {
  if (names.length >= needed) return names;
  throw new pulumi.RunError(
    `network: private needs ${needed} zones with Lambda and NAT gateways, and this account has ${names.length} in this Region (${names.join(", ")}): choose another with pulumi config set aws:region, or network public`,
  );
}
