import { EventBridge } from "@aws-sdk/client-eventbridge";
import type { InputsOf } from "../../graph/resource-type.ts";
import { given, handlerOf, tagList, type SdkHandlers } from "../../graph/sdk-handler.ts";
import { eventArchiveType, eventBusType, eventRuleType, eventTargetType } from "./resources.ts";

function busRequest({ name, description, kmsKeyIdentifier, deadLetterConfig }: InputsOf<typeof eventBusType>) {
  return {
    Name: name,
    Description: description,
    KmsKeyIdentifier: kmsKeyIdentifier,
    ...(deadLetterConfig === undefined ? {} : { DeadLetterConfig: { Arn: deadLetterConfig.arn } }),
  };
}

/** One target a rule: its id need not be random. */
const targetId = "queue";

export const handlers: SdkHandlers = ({ client: options }) => {
  const events = new EventBridge(options);
  const putRule = async (inputs: InputsOf<typeof eventRuleType>): Promise<string> => {
    const { RuleArn } = await events.putRule({
      Name: inputs.name,
      EventBusName: inputs.eventBusName,
      Description: inputs.description,
      EventPattern: inputs.eventPattern,
      Tags: tagList(inputs.tags),
    });
    return given(RuleArn, "RuleArn");
  };
  const putTarget = async (inputs: InputsOf<typeof eventTargetType>): Promise<void> => {
    const Target = {
      Id: targetId,
      Arn: inputs.arn,
      InputPath: inputs.inputPath,
      ...(inputs.deadLetterConfig === undefined ? {} : { DeadLetterConfig: { Arn: inputs.deadLetterConfig.arn } }),
    };
    const { FailedEntryCount, FailedEntries } = await events.putTargets({
      Rule: inputs.rule,
      EventBusName: inputs.eventBusName,
      Targets: [Target],
    });
    if (FailedEntryCount !== 0) throw new Error(`PutTargets: ${JSON.stringify(FailedEntries)}`);
  };
  return [
    handlerOf(eventBusType, {
      create: async (inputs) => {
        const { name } = inputs;
        const { EventBusArn } = await events.createEventBus({ ...busRequest(inputs), Tags: tagList(inputs.tags) });
        return { id: name, outputs: { arn: given(EventBusArn, "EventBusArn") } };
      },
      read: async (name) => {
        const { Arn } = await events.describeEventBus({ Name: name });
        return { arn: given(Arn, "Arn") };
      },
      update: (_name, inputs) => events.updateEventBus(busRequest(inputs)),
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
      create: async (inputs) => {
        await putTarget(inputs);
        return { id: `${inputs.eventBusName}-${inputs.rule}-${targetId}`, outputs: { targetId } };
      },
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
        const { ArchiveArn } = await events.createArchive({
          ArchiveName: inputs.name,
          EventSourceArn: inputs.eventSourceArn,
          Description: inputs.description,
          EventPattern: inputs.eventPattern,
          RetentionDays: inputs.retentionDays,
          KmsKeyIdentifier: inputs.kmsKeyIdentifier,
        });
        return { id: inputs.name, outputs: { arn: given(ArchiveArn, "ArchiveArn") } };
      },
      read: async (name) => {
        const { ArchiveArn } = await events.describeArchive({ ArchiveName: name });
        return { arn: given(ArchiveArn, "ArchiveArn") };
      },
      update: (name, inputs) =>
        events.updateArchive({
          ArchiveName: name,
          Description: inputs.description,
          EventPattern: inputs.eventPattern,
          RetentionDays: inputs.retentionDays,
          KmsKeyIdentifier: inputs.kmsKeyIdentifier,
        }),
      delete: (name) => events.deleteArchive({ ArchiveName: name }),
    }),
  ];
};
