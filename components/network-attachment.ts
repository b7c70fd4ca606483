import * as pulumi from "@pulumi/pulumi";
import type { PolicyStatement } from "./policy.ts";
import type { StackBasis } from "./stack-basis.ts";

const actions = [
  "ec2:AssignPrivateIpAddresses",
  "ec2:CreateNetworkInterface",
  "ec2:DeleteNetworkInterface",
  "ec2:DescribeNetworkInterfaces",
  "ec2:DescribeSubnets",
  "ec2:UnassignPrivateIpAddresses",
];

/**
 * What Lambda needs of a function's role to attach the function to a VPC, and the function's own code must not do.
 * EC2 knows no resource for half of these actions, and Lambda's interfaces have no ARN before they exist.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
 */
export function attachmentStatements({ region, accountId }: StackBasis): PolicyStatement[] {
  const code = pulumi.interpolate`arn:aws:lambda:${region}:${accountId}:function:*`;
  return [
    { actions, resources: ["*"] },
    { effect: "Deny", actions, resources: ["*"], condition: { ArnLike: { "lambda:SourceFunctionArn": code } } },
  ];
}
