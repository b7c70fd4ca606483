import {
  CodeDeployClient,
  CreateApplicationCommand,
  CreateDeploymentGroupCommand,
  DeleteApplicationCommand,
  DeleteDeploymentGroupCommand,
  GetApplicationCommand,
  GetDeploymentGroupCommand,
  UpdateDeploymentGroupCommand,
} from "@aws-sdk/client-codedeploy";
import type { InputsOf } from "../../graph/resource-type.ts";
import { handlerOf, tagList, type SdkHandlers } from "../../graph/sdk-handler.ts";
import { applicationType, deploymentGroupType } from "./resources.ts";

export const handlers: SdkHandlers = ({ client: options, accountId }) => {
  const codeDeploy = new CodeDeployClient(options);
  const arnOf = (resource: string) => `arn:aws:codedeploy:${options.region}:${accountId}:${resource}`;
  const groupArn = ({ appName, deploymentGroupName }: InputsOf<typeof deploymentGroupType>) =>
    arnOf(`deploymentgroup:${appName}/${deploymentGroupName}`);
  const settingsOf = (inputs: InputsOf<typeof deploymentGroupType>) => ({
    applicationName: inputs.appName,
    serviceRoleArn: inputs.serviceRoleArn,
    deploymentConfigName: inputs.deploymentConfigName,
    deploymentStyle: inputs.deploymentStyle,
    alarmConfiguration: {
      enabled: inputs.alarmConfiguration?.enabled,
      alarms: inputs.alarmConfiguration?.alarms.map((name) => ({ name })),
    },
    autoRollbackConfiguration: inputs.autoRollbackConfiguration,
  });
  return [
    handlerOf(applicationType, {
      create: async ({ name, computePlatform, tags }) => {
        await codeDeploy.send(
          new CreateApplicationCommand({ applicationName: name, computePlatform, tags: tagList(tags) }),
        );
        return { id: `application:${name}`, outputs: { name, arn: arnOf(`application:${name}`) } };
      },
      read: async (_id, { name: applicationName }) => {
        await codeDeploy.send(new GetApplicationCommand({ applicationName }));
        return { name: applicationName, arn: arnOf(`application:${applicationName}`) };
      },
      delete: async (_id, { name: applicationName }) => {
        await codeDeploy.send(new DeleteApplicationCommand({ applicationName }));
      },
    }),
    handlerOf(deploymentGroupType, {
      create: async (inputs) => {
        const { deploymentGroupName } = inputs;
        await codeDeploy.send(
          new CreateDeploymentGroupCommand({ ...settingsOf(inputs), deploymentGroupName, tags: tagList(inputs.tags) }),
        );
        return { id: `${inputs.appName}:${deploymentGroupName}`, outputs: { arn: groupArn(inputs) } };
      },
      read: async (_id, inputs) => {
        const { appName: applicationName, deploymentGroupName } = inputs;
        await codeDeploy.send(new GetDeploymentGroupCommand({ applicationName, deploymentGroupName }));
        return { arn: groupArn(inputs) };
      },
      update: async (_id, inputs) => {
        const { deploymentGroupName: currentDeploymentGroupName } = inputs;
        await codeDeploy.send(new UpdateDeploymentGroupCommand({ ...settingsOf(inputs), currentDeploymentGroupName }));
      },
      delete: async (_id, { appName: applicationName, deploymentGroupName }) => {
        await codeDeploy.send(new DeleteDeploymentGroupCommand({ applicationName, deploymentGroupName }));
      },
    }),
  ];
};
