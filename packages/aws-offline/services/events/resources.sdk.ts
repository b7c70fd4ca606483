import { EventBridge } from "@aws-sdk/client-eventbridge";
import type { InputsOf } from "../../graph/resource-type.ts";
import { after, capitalised, given, handlerOf, tagList, type SdkHandlers } from "../../graph/sdk-handler.ts";
import { eventArchiveType, eventBusType, eventRuleType, eventTargetType } from "./resources.ts";

/** One target a rule: its id need not be random. */
const targetId = "queue";

export const handlers: SdkHandlers = ({ client: options }) => {
  const events = new EventBridge(options);
  const putRule = async ({ tags, ...rest }: InputsOf<typeof eventRuleType>): Promise<string> => {
    const { RuleArn } = await events.putRule({ ...capitalised(rest), Tags: tagList(tags) });
    return given(RuleArn, "RuleArn");
  };
  const putTarget = async (inputs: InputsOf<typeof eventTargetType>): Promise<void> => {
    const { rule: Rule, eventBusName: EventBusName, ...target } = inputs;
    const Targets = [{ Id: targetId, ...capitalised(target) }];
    const { FailedEntryCount, FailedEntries } = await events.putTargets({ Rule, EventBusName, Targets });
    if (FailedEntryCount !== 0) throw new Error(`PutTargets: ${JSON.stringify(FailedEntries)}`);
  };
  return [
    handlerOf(eventBusType, {
      create: async ({ tags, ...inputs }) => {
        const { EventBusArn } = await events.createEventBus({ ...capitalised(inputs), Tags: tagList(tags) });
        return { id: inputs.name, outputs: { arn: given(EventBusArn, "EventBusArn") } };
      },
      read: async (name) => {
        const { Arn } = await events.describeEventBus({ Name: name });
        return { arn: given(Arn, "Arn") };
      },
      update: (_name, { tags: _tags, eventSourceName: _source, ...inputs }) =>
        events.updateEventBus(capitalised(inputs)),
      delete: (name) => events.deleteEventBus({ Name: name }),
    }),
    handlerOf(eventRuleType, {
      create: async (inputs) => {
        const arn = await putRule(inputs);
        return { id: `${inputs.eventBusName}/${inputs.name}`, outputs: { arn } };
      },
      read: async (_id, { name: Name, eventBusName: EventBusName }) => {
        const { Arn } = await events.describeRule({ Name, EventBusName });
        return { arn: given(Arn, "Arn") };
      },
      update: (_id, inputs) => putRule(inputs),
      delete: (_id, { name: Name, eventBusName: EventBusName }) => events.deleteRule({ Name, EventBusName }),
    }),
    handlerOf(eventTargetType, {
      create: (inputs) =>
        after(putTarget(inputs), { id: `${inputs.eventBusName}-${inputs.rule}-${targetId}`, outputs: { targetId } }),
      read: async (_id, { rule: Rule, eventBusName: EventBusName }) => {
        const { Targets } = await events.listTargetsByRule({ Rule, EventBusName });
        return Targets?.some(({ Id }) => Id === targetId) === true ? { targetId } : undefined;
      },
      update: (_id, inputs) => putTarget(inputs),
      delete: (_id, { rule: Rule, eventBusName: EventBusName }) =>
        events.removeTargets({ Rule, EventBusName, Ids: [targetId] }),
    }),
    handlerOf(eventArchiveType, {
      create: async (inputs) => {
        const { name: ArchiveName, ...rest } = inputs;
        const { ArchiveArn } = await events.createArchive({ ArchiveName, ...capitalised(rest) });
        return { id: ArchiveName, outputs: { arn: given(ArchiveArn, "ArchiveArn") } };
      },
      read: async (name) => {
        const { ArchiveArn } = await events.describeArchive({ ArchiveName: name });
        return { arn: given(ArchiveArn, "ArchiveArn") };
      },
      update: (ArchiveName, { name: _name, eventSourceArn: _source, ...inputs }) =>
        events.updateArchive({ ArchiveName, ...capitalised(inputs) }),
      delete: (name) => events.deleteArchive({ ArchiveName: name }),
    }),
  ];
};
