import { accountId } from "../../arn.ts";
import { textOutput, type ResourceGraph } from "../../graph/resource-graph.ts";
import type { Plugin } from "../../plugin.ts";
import { plugin as iam } from "../iam/plugin.ts";
import { createCodeDeploy } from "./api.ts";
import { Deployments, type Group } from "./deployments.ts";
import { deploymentGroupType } from "./resources.ts";

export const plugin: Plugin<Deployments> = {
  start: ({ gateway, clock, region }) => new Deployments({ gateway, clock, region }),
  async build(deployments, graph, { gateway, region, service }) {
    const roles = await service(iam);
    for (const group of graph.of(deploymentGroupType)) {
      const roleArn = group.inputs.serviceRoleArn;
      const sourceArn = textOutput(group, "arn");
      roles.assume({ roleArn, service: "codedeploy.amazonaws.com", sourceArn, accountId });
    }
    gateway.addService(createCodeDeploy(region, groupsOf(graph), deployments));
  },
  close: (deployments) => deployments.close(),
};

function groupsOf(graph: ResourceGraph): Group[] {
  return graph.of(deploymentGroupType).map(({ inputs }) => {
    const { alarmConfiguration: alarms, autoRollbackConfiguration: rollback } = inputs;
    return {
      application: inputs.appName,
      name: inputs.deploymentGroupName,
      roleArn: inputs.serviceRoleArn,
      configuration: inputs.deploymentConfigName,
      alarms: alarms?.enabled === true ? alarms.alarms : [],
      rollsBackOn: new Set(rollback?.enabled === true ? rollback.events : []),
    };
  });
}
