import {
  CreateArchiveCommand,
  CreateEventBusCommand,
  DeleteArchiveCommand,
  DeleteEventBusCommand,
  DeleteRuleCommand,
  DescribeArchiveCommand,
  DescribeEventBusCommand,
  DescribeRuleCommand,
  EventBridgeClient,
  ListTargetsByRuleCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
  UpdateArchiveCommand,
  UpdateEventBusCommand,
} from "@aws-sdk/client-eventbridge";
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
  const events = new EventBridgeClient(options);
  const putRule = async (inputs: InputsOf<typeof eventRuleType>): Promise<string> => {
    const { RuleArn } = await events.send(
      new PutRuleCommand({
        Name: inputs.name,
        EventBusName: inputs.eventBusName,
        Description: inputs.description,
        EventPattern: inputs.eventPattern,
        Tags: tagList(inputs.tags),
      }),
    );
    return given(RuleArn, "RuleArn");
  };
  const putTarget = async (inputs: InputsOf<typeof eventTargetType>): Promise<void> => {
    const Target = {
      Id: targetId,
      Arn: inputs.arn,
      InputPath: inputs.inputPath,
      ...(inputs.deadLetterConfig === undefined ? {} : { DeadLetterConfig: { Arn: inputs.deadLetterConfig.arn } }),
    };
    const { FailedEntryCount, FailedEntries } = await events.send(
      new PutTargetsCommand({ Rule: inputs.rule, EventBusName: inputs.eventBusName, Targets: [Target] }),
    );
    if (FailedEntryCount !== 0) throw new Error(`PutTargets: ${JSON.stringify(FailedEntries)}`);
  };
  return [
    handlerOf(eventBusType, {
      create: async (inputs) => {
        const { name } = inputs;
        const { EventBusArn } = await events.send(
          new CreateEventBusCommand({ ...busRequest(inputs), Tags: tagList(inputs.tags) }),
        );
        return { id: name, outputs: { arn: given(EventBusArn, "EventBusArn") } };
      },
      read: async (name) => {
        const { Arn } = await events.send(new DescribeEventBusCommand({ Name: name }));
        return { arn: given(Arn, "Arn") };
      },
      update: async (_name, inputs) => {
        await events.send(new UpdateEventBusCommand(busRequest(inputs)));
      },
      delete: async (name) => {
        await events.send(new DeleteEventBusCommand({ Name: name }));
      },
    }),
    handlerOf(eventRuleType, {
      create: async (inputs) => {
        const arn = await putRule(inputs);
        return { id: `${inputs.eventBusName}/${inputs.name}`, outputs: { arn } };
      },
      read: async (_id, { name: Name, eventBusName: EventBusName }) => {
        const { Arn } = await events.send(new DescribeRuleCommand({ Name, EventBusName }));
        return { arn: given(Arn, "Arn") };
      },
      update: async (_id, inputs) => {
        await putRule(inputs);
      },
      delete: async (_id, { name: Name, eventBusName: EventBusName }) => {
        await events.send(new DeleteRuleCommand({ Name, EventBusName }));
      },
    }),
    handlerOf(eventTargetType, {
      create: async (inputs) => {
        await putTarget(inputs);
        return { id: `${inputs.eventBusName}-${inputs.rule}-${targetId}`, outputs: { targetId } };
      },
      read: async (_id, { rule: Rule, eventBusName: EventBusName }) => {
        const { Targets } = await events.send(new ListTargetsByRuleCommand({ Rule, EventBusName }));
        return Targets?.some(({ Id }) => Id === targetId) === true ? { targetId } : undefined;
      },
      update: (_id, inputs) => putTarget(inputs),
      delete: async (_id, { rule: Rule, eventBusName: EventBusName }) => {
        await events.send(new RemoveTargetsCommand({ Rule, EventBusName, Ids: [targetId] }));
      },
    }),
    handlerOf(eventArchiveType, {
      create: async (inputs) => {
        const { ArchiveArn } = await events.send(
          new CreateArchiveCommand({
            ArchiveName: inputs.name,
            EventSourceArn: inputs.eventSourceArn,
            Description: inputs.description,
            EventPattern: inputs.eventPattern,
            RetentionDays: inputs.retentionDays,
            KmsKeyIdentifier: inputs.kmsKeyIdentifier,
          }),
        );
        return { id: inputs.name, outputs: { arn: given(ArchiveArn, "ArchiveArn") } };
      },
      read: async (name) => {
        const { ArchiveArn } = await events.send(new DescribeArchiveCommand({ ArchiveName: name }));
        return { arn: given(ArchiveArn, "ArchiveArn") };
      },
      update: async (name, inputs) => {
        await events.send(
          new UpdateArchiveCommand({
            ArchiveName: name,
            Description: inputs.description,
            EventPattern: inputs.eventPattern,
            RetentionDays: inputs.retentionDays,
            KmsKeyIdentifier: inputs.kmsKeyIdentifier,
          }),
        );
      },
      delete: async (name) => {
        await events.send(new DeleteArchiveCommand({ ArchiveName: name }));
      },
    }),
  ];
};
