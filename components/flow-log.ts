import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { EncryptionKey } from "./encryption-key.ts";
import { identityPolicy, trustPolicy } from "./policy.ts";
import type { StackBasis } from "./stack-basis.ts";

export interface FlowLogArgs {
  readonly stack: StackBasis;
  readonly key: EncryptionKey | undefined;
  readonly vpcId: pulumi.Input<string>;
}

/** Connections that a network refused, in a log group of their own. Those that it let through are many, and cost. */
export class FlowLog extends pulumi.ComponentResource {
  constructor(name: string, args: FlowLogArgs, options?: pulumi.ComponentResourceOptions) {
    super("order-processing-system:network:FlowLog", name, {}, options);
    const { stack, key, vpcId } = args;
    const logGroup = new aws.cloudwatch.LogGroup(
      `${name}-flow-logs`,
      { retentionInDays: stack.settings.logRetentionDays, kmsKeyId: key?.arn },
      { parent: this },
    );
    const role = new aws.iam.Role(
      `${name}-flow-log-role`,
      {
        // https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html
        assumeRolePolicy: trustPolicy("vpc-flow-logs.amazonaws.com", {
          StringEquals: { "aws:SourceAccount": stack.accountId },
          // The flow log has no ARN before it is made.
          ArnLike: {
            "aws:SourceArn": pulumi.interpolate`arn:aws:ec2:${stack.region}:${stack.accountId}:vpc-flow-log/*`,
          },
        }),
      },
      { parent: this },
    );
    const policy = new aws.iam.RolePolicy(
      `${name}-flow-log-access`,
      {
        role: role.name,
        policy: identityPolicy([
          {
            actions: ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
            resources: [logGroup.arn, pulumi.interpolate`${logGroup.arn}:log-stream:*`],
          },
          // A list has no narrower resource than all log groups of the account.
          {
            actions: ["logs:DescribeLogGroups"],
            resources: [pulumi.interpolate`arn:aws:logs:${stack.region}:${stack.accountId}:log-group:*`],
          },
        ]),
      },
      { parent: this },
    );
    new aws.ec2.FlowLog(
      `${name}-flow-log`,
      {
        vpcId,
        trafficType: "REJECT",
        logDestinationType: "cloud-watch-logs",
        logDestination: logGroup.arn,
        iamRoleArn: role.arn,
        maxAggregationInterval: 600,
      },
      { parent: this, dependsOn: [policy] },
    );
    this.registerOutputs({});
  }
}
