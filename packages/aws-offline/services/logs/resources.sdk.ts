import {
  AssociateKmsKeyCommand,
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  DeleteLogGroupCommand,
  DeleteQueryDefinitionCommand,
  DescribeLogGroupsCommand,
  DescribeQueryDefinitionsCommand,
  PutQueryDefinitionCommand,
  PutRetentionPolicyCommand,
  type LogGroup,
} from "@aws-sdk/client-cloudwatch-logs";
import type { InputsOf, Outputs } from "../../graph/resource-type.ts";
import { given, handlerOf, type SdkHandlers } from "../../graph/sdk-handler.ts";
import { logGroupType, queryDefinitionType } from "./resources.ts";

export const handlers: SdkHandlers = ({ client: options, accountId }) => {
  const logs = new CloudWatchLogsClient(options);
  const computed = (name: string): Outputs => ({
    arn: `arn:aws:logs:${options.region}:${accountId}:log-group:${name}`,
  });
  const retain = async (logGroupName: string, retentionInDays: number): Promise<void> => {
    await logs.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays }));
  };
  const find = async (name: string): Promise<LogGroup | undefined> => {
    const { logGroups = [] } = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: name }));
    return logGroups.find(({ logGroupName }) => logGroupName === name);
  };
  const put = async (inputs: InputsOf<typeof queryDefinitionType>, queryDefinitionId?: string): Promise<string> => {
    const known = queryDefinitionId === undefined ? {} : { queryDefinitionId };
    const response = await logs.send(new PutQueryDefinitionCommand({ ...inputs, ...known }));
    return given(response.queryDefinitionId, "queryDefinitionId");
  };
  return [
    handlerOf(logGroupType, {
      create: async ({ name, retentionInDays, kmsKeyId, tags: all }) => {
        await logs.send(new CreateLogGroupCommand({ logGroupName: name, kmsKeyId, tags: all }));
        await retain(name, retentionInDays);
        return { id: name, outputs: computed(name) };
      },
      read: async (name) => {
        return (await find(name)) === undefined ? undefined : computed(name);
      },
      update: async (name, { retentionInDays, kmsKeyId }) => {
        await retain(name, retentionInDays);
        if (kmsKeyId === undefined || (await find(name))?.kmsKeyId === kmsKeyId) return;
        await logs.send(new AssociateKmsKeyCommand({ logGroupName: name, kmsKeyId }));
      },
      delete: async (name) => {
        await logs.send(new DeleteLogGroupCommand({ logGroupName: name }));
      },
    }),
    handlerOf(queryDefinitionType, {
      create: async (inputs) => {
        const id = await put(inputs);
        return { id, outputs: { queryDefinitionId: id } };
      },
      read: async (id, { name }) => {
        const { queryDefinitions = [] } = await logs.send(
          new DescribeQueryDefinitionsCommand({ queryDefinitionNamePrefix: name }),
        );
        const found = queryDefinitions.some(({ queryDefinitionId }) => queryDefinitionId === id);
        return found ? { queryDefinitionId: id } : undefined;
      },
      update: async (id, inputs) => {
        await put(inputs, id);
      },
      delete: async (id) => {
        await logs.send(new DeleteQueryDefinitionCommand({ queryDefinitionId: id }));
      },
    }),
  ];
};
