import { arn } from "../../arn.ts";
import { AwsError } from "../../gateway/aws-error.ts";
import { Timestamp } from "../../gateway/timestamp.ts";
import type { Access, AwsService, Input, Operation, Output } from "../../gateway/types.ts";
import { reader, refuseOthers } from "../../input.ts";
import { moveOf } from "./app-spec.ts";
import { configurations } from "./configurations.ts";
import { groupArn, type Deployment, type Deployments, type Group } from "./deployments.ts";

const read = reader("InvalidInputException");

/** Deployments of functions; applications and groups are the program's. */
export function createCodeDeploy(region: string, groups: readonly Group[], deployments: Deployments): AwsService {
  const findGroup = (input: Input): Group => {
    const application = read.text(input, "applicationName");
    const name = read.text(input, "deploymentGroupName");
    const found = groups.find((group) => group.application === application && group.name === name);
    if (found !== undefined) return found;
    throw new AwsError("DeploymentGroupDoesNotExistException", `No Deployment Group found for name: ${name}`);
  };
  const operations: Record<string, Operation> = {
    CreateDeployment(input) {
      refuseOthers("codedeploy:CreateDeployment", input, [
        "applicationName",
        "deploymentGroupName",
        "revision",
        "deploymentConfigName",
        "description",
        "overrideAlarmConfiguration",
      ]);
      const group = findGroup(input);
      const configuration = read.optionalText(input, "deploymentConfigName") ?? group.configuration;
      if (!configurations.has(configuration)) {
        throw new AwsError(
          "DeploymentConfigDoesNotExistException",
          `${configuration} is not one of ${[...configurations.keys()].join(", ")}`,
        );
      }
      const override = read.optionalObject(input, "overrideAlarmConfiguration");
      const alarms =
        override === undefined
          ? group.alarms
          : override["enabled"] === true
            ? read.objects(override, "alarms").map((alarm) => read.text(alarm, "name"))
            : [];
      return { deploymentId: deployments.start({ group, configuration, alarms, move: moveOf(input["revision"]) }).id };
    },
    GetDeployment: (input) => ({ deploymentInfo: describe(deployments.find(read.text(input, "deploymentId"))) }),
    StopDeployment(input) {
      const deployment = deployments.find(read.text(input, "deploymentId"));
      if (deployment.status !== "InProgress") {
        throw new AwsError(
          "DeploymentAlreadyCompletedException",
          `The deployment ${deployment.id} is already completed`,
        );
      }
      deployments.stop(deployment, input["autoRollbackEnabled"] === true);
      return { status: "Pending", statusMessage: "Stopping deployment." };
    },
    GetDeploymentGroup: (input) => ({ deploymentGroupInfo: describeGroup(findGroup(input)) }),
  };

  function access(action: string, input: Input): Access[] {
    const { applicationName: application, deploymentGroupName: name } = input;
    const resource =
      typeof application === "string" && typeof name === "string"
        ? groupArn(region, { application, name })
        : arn("codedeploy", region, "deploymentgroup:*");
    return [{ action: `codedeploy:${action}`, resource }];
  }

  return {
    name: "codedeploy",
    protocol: { kind: "json", version: "1.1", targetPrefix: "CodeDeploy_20141006" },
    operations,
    access,
  };
}

function describe(deployment: Deployment): Output {
  const { id, group, configuration, status, creator, createdAt, completedAt, error, rollback, triggeredBy } =
    deployment;
  return {
    deploymentId: id,
    applicationName: group.application,
    deploymentGroupName: group.name,
    deploymentConfigName: configuration,
    computePlatform: "Lambda",
    status,
    creator,
    createTime: new Timestamp(createdAt),
    ...(completedAt === undefined ? {} : { completeTime: new Timestamp(completedAt) }),
    ...(error === undefined ? {} : { errorInformation: error }),
    ...(rollback === undefined && triggeredBy === undefined
      ? {}
      : { rollbackInfo: { rollbackDeploymentId: rollback, rollbackTriggeringDeploymentId: triggeredBy } }),
  };
}

function describeGroup({ application, name, roleArn, configuration, alarms, rollsBackOn }: Group): Output {
  return {
    applicationName: application,
    deploymentGroupName: name,
    computePlatform: "Lambda",
    serviceRoleArn: roleArn,
    deploymentConfigName: configuration,
    alarmConfiguration: { enabled: alarms.length > 0, alarms: alarms.map((alarm) => ({ name: alarm })) },
    autoRollbackConfiguration: { enabled: rollsBackOn.size > 0, events: [...rollsBackOn] },
  };
}
