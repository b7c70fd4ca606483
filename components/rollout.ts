import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Alarms } from "./alarms.ts";
import { functionsOf, type WatchedSystem } from "./monitoring/system.ts";
import { liveAlias } from "./node-function.ts";
import { identityPolicy, trustPolicy } from "./policy.ts";
import type { Stack } from "./stack.ts";

export interface RolloutArgs {
  readonly stack: Stack;
  readonly system: WatchedSystem<pulumi.Input<string>>;
  readonly alarms: Alarms;
}

export interface RolloutOutputs {
  readonly application: pulumi.Input<string>;
  readonly alias: string;
  /** Physical names by deployment group. */
  readonly functions: Readonly<Record<string, pulumi.Input<string>>>;
}

/** None where the setting `rollout` is all-at-once. */
export function createRollout(args: RolloutArgs): Rollout | undefined {
  return args.stack.settings.rollout === "canary" ? new Rollout("rollout", args) : undefined;
}

/**
 * Moves each function's alias to a new version by CodeDeploy: a tenth of the invocations first, all a quarter of an hour
 * later, back as soon as one of its alarms rings. A message's three receives take nine minutes, and alarms some more.
 * Pulumi has no resource for a deployment: `ops rollout` starts them.
 */
export class Rollout extends pulumi.ComponentResource {
  readonly outputs: RolloutOutputs;

  constructor(name: string, { stack, system, alarms }: RolloutArgs, options?: pulumi.ComponentResourceOptions) {
    super("order-processing-system:rollout:Rollout", name, {}, options);
    const functions = functionsOf(system);
    // Named here, because the role's trust names it before it exists.
    const application = `${stack.project}-${stack.stage}`;
    const app = new aws.codedeploy.Application(
      `${name}-application`,
      { name: application, computePlatform: "Lambda" },
      { parent: this },
    );
    const role = new aws.iam.Role(
      `${name}-role`,
      {
        // https://docs.aws.amazon.com/codedeploy/latest/userguide/security_confused_deputy.html
        assumeRolePolicy: trustPolicy("codedeploy.amazonaws.com", {
          StringEquals: { "aws:SourceAccount": stack.accountId },
          ArnLike: {
            "aws:SourceArn": pulumi.interpolate`arn:aws:codedeploy:${stack.region}:${stack.accountId}:deploymentgroup:${application}/*`,
          },
        }),
      },
      { parent: this },
    );
    const policy = new aws.iam.RolePolicy(
      `${name}-access`,
      {
        role: role.name,
        policy: identityPolicy([
          {
            actions: ["lambda:GetAlias", "lambda:UpdateAlias", "lambda:GetProvisionedConcurrencyConfig"],
            resources: functions.flatMap(([, handler]) => {
              const arn = pulumi.interpolate`arn:aws:lambda:${stack.region}:${stack.accountId}:function:${handler.name}`;
              return [arn, pulumi.interpolate`${arn}:${liveAlias}`];
            }),
          },
          // As in AWS's own policy for this: no page says that CodeDeploy asks for single alarms.
          // https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSCodeDeployRoleForLambda.html
          { actions: ["cloudwatch:DescribeAlarms"], resources: ["*"] },
        ]),
      },
      { parent: this },
    );
    for (const [group] of functions) {
      new aws.codedeploy.DeploymentGroup(
        `${name}-${group}`,
        {
          appName: app.name,
          deploymentGroupName: group,
          serviceRoleArn: role.arn,
          deploymentConfigName: "CodeDeployDefault.LambdaCanary10Percent15Minutes",
          deploymentStyle: { deploymentType: "BLUE_GREEN", deploymentOption: "WITH_TRAFFIC_CONTROL" },
          alarmConfiguration: { enabled: true, alarms: [...(alarms.rollingBack.get(group) ?? [])] },
          autoRollbackConfiguration: { enabled: true, events: ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM"] },
        },
        { parent: this, dependsOn: [policy] },
      );
    }
    this.outputs = {
      application: app.name,
      alias: liveAlias,
      functions: Object.fromEntries(functions.map(([group, handler]) => [group, handler.name])),
    };
    this.registerOutputs({ application: app.name });
  }
}
