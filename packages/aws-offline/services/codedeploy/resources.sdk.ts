import { CodeDeploy } from "@aws-sdk/client-codedeploy";
import type { InputsOf } from "../../graph/resource-type.ts";
import { after, handlerOf, tagList, type SdkHandlers } from "../../graph/sdk-handler.ts";
import { applicationType, deploymentGroupType } from "./resources.ts";

export const handlers: SdkHandlers = ({ client: options, accountId }) => {
  const codeDeploy = new CodeDeploy(options);
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
      create: ({ name, computePlatform, tags }) =>
        after(codeDeploy.createApplication({ applicationName: name, computePlatform, tags: tagList(tags) }), {
          id: `application:${name}`,
          outputs: { name, arn: arnOf(`application:${name}`) },
        }),
      read: (_id, { name: applicationName }) =>
        after(codeDeploy.getApplication({ applicationName }), {
          name: applicationName,
          arn: arnOf(`application:${applicationName}`),
        }),
      delete: (_id, { name: applicationName }) => codeDeploy.deleteApplication({ applicationName }),
    }),
    handlerOf(deploymentGroupType, {
      create: async (inputs) => {
        const { deploymentGroupName } = inputs;
        await codeDeploy.createDeploymentGroup({
          ...settingsOf(inputs),
          deploymentGroupName,
          tags: tagList(inputs.tags),
        });
        return { id: `${inputs.appName}:${deploymentGroupName}`, outputs: { arn: groupArn(inputs) } };
      },
      read: async (_id, inputs) => {
        const { appName: applicationName, deploymentGroupName } = inputs;
        await codeDeploy.getDeploymentGroup({ applicationName, deploymentGroupName });
        return { arn: groupArn(inputs) };
      },
      update: async (_id, inputs) => {
        const { deploymentGroupName: currentDeploymentGroupName } = inputs;
        await codeDeploy.updateDeploymentGroup({ ...settingsOf(inputs), currentDeploymentGroupName });
      },
      delete: (_id, { appName: applicationName, deploymentGroupName }) =>
        codeDeploy.deleteDeploymentGroup({ applicationName, deploymentGroupName }),
    }),
  ];
};
