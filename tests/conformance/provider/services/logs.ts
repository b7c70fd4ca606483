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
import * as v from "valibot";
import type { Properties } from "../../../engine/provider/values.ts";
import type { ClientOptions } from "../clients.ts";
import { given, handlerOf, tags, type Handler } from "../handler.ts";

const logGroup = v.strictObject({
  name: v.string(),
  retentionInDays: v.number(),
  kmsKeyId: v.optional(v.string()),
  tags,
});
const query = v.strictObject({ name: v.string(), queryString: v.string(), logGroupNames: v.array(v.string()) });

export function logsHandlers(options: ClientOptions, accountId: string): Record<string, Handler> {
  const logs = new CloudWatchLogsClient(options);
  const computed = (name: string): Properties => ({
    arn: `arn:aws:logs:${options.region}:${accountId}:log-group:${name}`,
  });
  const retain = async (logGroupName: string, retentionInDays: number): Promise<void> => {
    await logs.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays }));
  };
  const find = async (name: string): Promise<LogGroup | undefined> => {
    const { logGroups = [] } = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: name }));
    return logGroups.find(({ logGroupName }) => logGroupName === name);
  };
  const put = async (inputs: v.InferOutput<typeof query>, queryDefinitionId?: string): Promise<string> => {
    const known = queryDefinitionId === undefined ? {} : { queryDefinitionId };
    const answer = await logs.send(new PutQueryDefinitionCommand({ ...inputs, ...known }));
    return given(answer.queryDefinitionId, "queryDefinitionId");
  };
  return {
    "aws:cloudwatch/logGroup:LogGroup": handlerOf(logGroup, {
      create: async ({ name, retentionInDays, kmsKeyId, tags: all }) => {
        await logs.send(new CreateLogGroupCommand({ logGroupName: name, kmsKeyId, tags: all }));
        await retain(name, retentionInDays);
        return { id: name, computed: computed(name) };
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
    "aws:cloudwatch/queryDefinition:QueryDefinition": handlerOf(query, {
      create: async (inputs) => {
        const id = await put(inputs);
        return { id, computed: { queryDefinitionId: id } };
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
  };
}
