import { setTimeout as delay } from "node:timers/promises";
import { paginateListVersionsByFunction } from "@aws-sdk/client-lambda";
import type { Context } from "../context.ts";
import type { DeploymentState, PlannedMove, RolloutPorts } from "../core/rollout.ts";
import { OpsError } from "../errors.ts";
import type { Target } from "../target.ts";

type Declared = NonNullable<Target["outputs"]["rollout"]>;

/** Aliases by Lambda's API, deployments by CodeDeploy's, whose client nothing else loads. */
export async function rolloutPorts(
  { clients }: Target,
  { application, alias }: Declared,
  { signal }: Pick<Context, "signal">,
): Promise<RolloutPorts> {
  const { CodeDeploy } = await import("@aws-sdk/client-codedeploy");
  const codeDeploy = new CodeDeploy(clients.settings);
  return {
    async liveVersion({ functionName }) {
      const { FunctionVersion } = await clients.lambda.getAlias({ FunctionName: functionName, Name: alias });
      return FunctionVersion ?? "";
    },
    async newestVersion({ functionName: FunctionName }) {
      let newest = 0;
      for await (const { Versions = [] } of paginateListVersionsByFunction(
        { client: clients.lambda },
        { FunctionName },
      )) {
        for (const { Version } of Versions) if (Version !== "$LATEST") newest = Math.max(newest, Number(Version));
      }
      return String(newest);
    },
    async ringing({ name: deploymentGroupName }) {
      const { deploymentGroupInfo } = await codeDeploy.getDeploymentGroup({
        applicationName: application,
        deploymentGroupName,
      });
      const names = (deploymentGroupInfo?.alarmConfiguration?.alarms ?? []).flatMap(({ name }) => name ?? []);
      if (names.length === 0) return [];
      const { MetricAlarms = [] } = await clients.cloudWatch.describeAlarms({ AlarmNames: names, StateValue: "ALARM" });
      return MetricAlarms.flatMap(({ AlarmName }) => AlarmName ?? []);
    },
    async start(move, allAtOnce) {
      const { deploymentId } = await codeDeploy.createDeployment({
        applicationName: application,
        deploymentGroupName: move.name,
        revision: { revisionType: "AppSpecContent", appSpecContent: { content: appSpecOf(move, alias) } },
        ...(allAtOnce
          ? {
              deploymentConfigName: "CodeDeployDefault.LambdaAllAtOnce",
              overrideAlarmConfiguration: { enabled: false },
            }
          : {}),
      });
      if (deploymentId === undefined) throw new OpsError(`CodeDeploy gave the deployment of ${move.name} no id`);
      return deploymentId;
    },
    async deployment(deploymentId) {
      const { deploymentInfo } = await codeDeploy.getDeployment({ deploymentId });
      const { status, errorInformation, rollbackInfo } = deploymentInfo ?? {};
      return stateOf(status, errorInformation?.message, rollbackInfo?.rollbackDeploymentId !== undefined);
    },
    wait: (milliseconds) => delay(milliseconds),
    signal,
  };
}

function appSpecOf({ name, functionName, from, to }: PlannedMove, alias: string): string {
  const Properties = { Name: functionName, Alias: alias, CurrentVersion: from, TargetVersion: to };
  return JSON.stringify({ version: 0, Resources: [{ [name]: { Type: "AWS::Lambda::Function", Properties } }] });
}

function stateOf(
  status: string | undefined,
  reason = "CodeDeploy gave no reason",
  isRolledBack = false,
): DeploymentState {
  if (status === "Succeeded") return { state: "live" };
  if (status === "Failed" || status === "Stopped") return { state: isRolledBack ? "rolled back" : "failed", reason };
  return { state: "moving" };
}
