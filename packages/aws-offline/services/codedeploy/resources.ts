import * as v from "valibot";
import { arn, length, oneOf, tags } from "../../graph/property.ts";
import { resourceType } from "../../graph/resource-type.ts";
import { configurations } from "./configurations.ts";

/** For functions only. */
export const applicationType = resourceType({
  token: "aws:codedeploy/application:Application",
  terraform: "aws_codedeploy_app",
  cloudFormation: "AWS::CodeDeploy::Application",
  autoname: "name",
  entries: { name: length(1, 100), computePlatform: oneOf("Lambda"), tags },
  create: (_inputs, { name }, { accountId, region }) => ({
    id: `application:${name}`,
    outputs: { name, arn: `arn:aws:codedeploy:${region}:${accountId}:application:${name}` },
  }),
});

export const deploymentGroupType = resourceType({
  token: "aws:codedeploy/deploymentGroup:DeploymentGroup",
  terraform: "aws_codedeploy_deployment_group",
  cloudFormation: "AWS::CodeDeploy::DeploymentGroup",
  entries: {
    appName: length(1, 100),
    deploymentGroupName: length(1, 100),
    serviceRoleArn: arn,
    deploymentConfigName: oneOf(...configurations.keys()),
    deploymentStyle: v.strictObject({
      deploymentType: oneOf("BLUE_GREEN"),
      deploymentOption: oneOf("WITH_TRAFFIC_CONTROL"),
    }),
    // CodeDeploy takes ten.
    alarmConfiguration: v.optional(
      v.strictObject({ enabled: v.boolean(), alarms: v.pipe(v.array(v.string()), v.maxLength(10)) }),
    ),
    autoRollbackConfiguration: v.optional(
      v.strictObject({
        enabled: v.boolean(),
        events: v.array(oneOf("DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM", "DEPLOYMENT_STOP_ON_REQUEST")),
      }),
    ),
    tags,
  },
  replaces: ["appName"],
  references: { appName: applicationType.token },
  create: ({ appName, deploymentGroupName }, _identity, { accountId, region }) => ({
    id: `${appName}:${deploymentGroupName}`,
    outputs: { arn: `arn:aws:codedeploy:${region}:${accountId}:deploymentgroup:${appName}/${deploymentGroupName}` },
  }),
});
