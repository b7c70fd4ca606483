import * as pulumi from "@pulumi/pulumi";
import type { PolicyStatement } from "./policy.ts";
import type { Stack } from "./stack.ts";

const attaching = ["ec2:AssignPrivateIpAddresses", "ec2:CreateNetworkInterface", "ec2:DescribeSubnets"];
const detaching = ["ec2:DeleteNetworkInterface", "ec2:DescribeNetworkInterfaces", "ec2:UnassignPrivateIpAddresses"];

/**
 * What Lambda needs of a function's role to attach the function to a VPC, and the function's own code must not do.
 * What detaches it stays without a network too: Lambda deletes the interfaces some minutes after the function left the
 * VPC, with the function's own role (github.com/terraform-aws-modules/terraform-aws-lambda/issues/310).
 * EC2 knows no resource for half of these actions, and Lambda's interfaces have no ARN before they exist.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
 */
export function attachmentStatements({ region, accountId, network }: Stack): PolicyStatement[] {
  const actions = network === undefined ? detaching : [...attaching, ...detaching];
  const code = pulumi.interpolate`arn:aws:lambda:${region}:${accountId}:function:*`;
  return [
    { actions, resources: ["*"] },
    { effect: "Deny", actions, resources: ["*"], condition: { ArnLike: { "lambda:SourceFunctionArn": code } } },
  ];
}
