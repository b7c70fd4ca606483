import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { NodeFunction } from "./node-function.ts";
import { identityPolicy, trustPolicy } from "./policy.ts";
import type { Queue } from "./queue.ts";
import type { Stack } from "./stack.ts";

export interface PipeRoleArgs {
  readonly stack: Stack;
  readonly source: Queue;
  readonly enricher: NodeFunction;
  readonly busArn: pulumi.Input<string>;
}

/** The role of one pipe, made apart from it, so that IAM has time to settle before the pipe is created. */
export class PipeRole extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;
  readonly pipeName: string;
  readonly policy: aws.iam.RolePolicy;

  constructor(name: string, args: PipeRoleArgs, options?: pulumi.ComponentResourceOptions) {
    super("order-processing-system:archive:PipeRole", name, {}, options);
    const { stack, source, enricher } = args;
    // Named here, because the role's trust names the pipe before the pipe exists.
    this.pipeName = `${stack.project}-${stack.stage}-${name}`;

    const role = new aws.iam.Role(
      `${name}-role`,
      {
        // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-permissions.html
        assumeRolePolicy: trustPolicy("pipes.amazonaws.com", {
          StringEquals: { "aws:SourceAccount": stack.accountId },
          ArnEquals: {
            "aws:SourceArn": pulumi.interpolate`arn:aws:pipes:${stack.region}:${stack.accountId}:pipe/${this.pipeName}`,
          },
        }),
      },
      { parent: this },
    );
    this.policy = new aws.iam.RolePolicy(
      `${name}-access`,
      {
        role: role.name,
        policy: identityPolicy([
          ...source.consumeStatements(),
          { actions: ["lambda:InvokeFunction"], resources: [enricher.invokedArn] },
          { actions: ["events:PutEvents"], resources: [args.busArn] },
        ]),
      },
      { parent: this },
    );
    this.arn = role.arn;
    this.registerOutputs({ arn: this.arn });
  }
}
