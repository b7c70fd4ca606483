import { CloudWatchLogs, type LogGroup } from "@aws-sdk/client-cloudwatch-logs";
import type { InputsOf, Outputs } from "../../graph/resource-type.ts";
import { given, handlerOf, type SdkHandlers } from "../../graph/sdk-handler.ts";
import { logGroupType, queryDefinitionType } from "./resources.ts";

export const handlers: SdkHandlers = ({ client: options, accountId }) => {
  const logs = new CloudWatchLogs(options);
  const computed = (name: string): Outputs => ({
    arn: `arn:aws:logs:${options.region}:${accountId}:log-group:${name}`,
  });
  const retain = async (logGroupName: string, retentionInDays: number): Promise<void> => {
    await logs.putRetentionPolicy({ logGroupName, retentionInDays });
  };
  const find = async (name: string): Promise<LogGroup | undefined> => {
    const { logGroups = [] } = await logs.describeLogGroups({ logGroupNamePrefix: name });
    return logGroups.find(({ logGroupName }) => logGroupName === name);
  };
  const put = async (inputs: InputsOf<typeof queryDefinitionType>, queryDefinitionId?: string): Promise<string> => {
    const known = queryDefinitionId === undefined ? {} : { queryDefinitionId };
    const response = await logs.putQueryDefinition({ ...inputs, ...known });
    return given(response.queryDefinitionId, "queryDefinitionId");
  };
  return [
    handlerOf(logGroupType, {
      create: async ({ name, retentionInDays, kmsKeyId, logGroupClass, tags: all }) => {
        await logs.createLogGroup({ logGroupName: name, kmsKeyId, logGroupClass, tags: all });
        await retain(name, retentionInDays);
        return { id: name, outputs: computed(name) };
      },
      read: async (name) => {
        return (await find(name)) === undefined ? undefined : computed(name);
      },
      update: async (name, { retentionInDays, kmsKeyId }) => {
        await retain(name, retentionInDays);
        if (kmsKeyId === undefined || (await find(name))?.kmsKeyId === kmsKeyId) return;
        await logs.associateKmsKey({ logGroupName: name, kmsKeyId });
      },
      delete: (name) => logs.deleteLogGroup({ logGroupName: name }),
    }),
    handlerOf(queryDefinitionType, {
      create: async (inputs) => {
        const id = await put(inputs);
        return { id, outputs: { queryDefinitionId: id } };
      },
      read: async (id, { name }) => {
        const { queryDefinitions = [] } = await logs.describeQueryDefinitions({ queryDefinitionNamePrefix: name });
        const found = queryDefinitions.some(({ queryDefinitionId }) => queryDefinitionId === id);
        return found ? { queryDefinitionId: id } : undefined;
      },
      update: (id, inputs) => put(inputs, id),
      delete: (id) => logs.deleteQueryDefinition({ queryDefinitionId: id }),
    }),
  ];
};
