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
import * as v from "valibot";
import type { ClientOptions } from "../clients.ts";
import { given, handlerOf, tagList, tags, type Handler } from "../handler.ts";

const bus = v.strictObject({
  name: v.string(),
  description: v.string(),
  kmsKeyIdentifier: v.optional(v.string()),
  deadLetterConfig: v.optional(v.strictObject({ arn: v.string() })),
  tags,
});
const rule = v.strictObject({
  name: v.string(),
  eventBusName: v.string(),
  description: v.string(),
  eventPattern: v.string(),
  tags,
});
const target = v.strictObject({
  rule: v.string(),
  eventBusName: v.string(),
  arn: v.string(),
  inputPath: v.string(),
  deadLetterConfig: v.strictObject({ arn: v.string() }),
});
const archive = v.strictObject({
  name: v.string(),
  description: v.string(),
  eventSourceArn: v.string(),
  eventPattern: v.string(),
  retentionDays: v.number(),
  kmsKeyIdentifier: v.optional(v.string()),
});

function busRequest({ name, description, kmsKeyIdentifier, deadLetterConfig }: v.InferOutput<typeof bus>) {
  return {
    Name: name,
    Description: description,
    KmsKeyIdentifier: kmsKeyIdentifier,
    ...(deadLetterConfig === undefined ? {} : { DeadLetterConfig: { Arn: deadLetterConfig.arn } }),
  };
}

/** One target a rule: its id need not be random. */
const targetId = "queue";

export function eventsHandlers(options: ClientOptions): Record<string, Handler> {
  const events = new EventBridgeClient(options);
  const putRule = async (inputs: v.InferOutput<typeof rule>): Promise<string> => {
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
  const putTarget = async (inputs: v.InferOutput<typeof target>): Promise<void> => {
    const Target = {
      Id: targetId,
      Arn: inputs.arn,
      InputPath: inputs.inputPath,
      DeadLetterConfig: { Arn: inputs.deadLetterConfig.arn },
    };
    const { FailedEntryCount, FailedEntries } = await events.send(
      new PutTargetsCommand({ Rule: inputs.rule, EventBusName: inputs.eventBusName, Targets: [Target] }),
    );
    if (FailedEntryCount !== 0) throw new Error(`PutTargets: ${JSON.stringify(FailedEntries)}`);
  };
  return {
    "aws:cloudwatch/eventBus:EventBus": handlerOf(bus, {
      create: async (inputs) => {
        const { name } = inputs;
        const { EventBusArn } = await events.send(
          new CreateEventBusCommand({ ...busRequest(inputs), Tags: tagList(inputs.tags) }),
        );
        return { id: name, computed: { arn: given(EventBusArn, "EventBusArn") } };
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
    "aws:cloudwatch/eventRule:EventRule": handlerOf(rule, {
      create: async (inputs) => {
        const arn = await putRule(inputs);
        return { id: `${inputs.eventBusName}/${inputs.name}`, computed: { arn } };
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
    "aws:cloudwatch/eventTarget:EventTarget": handlerOf(target, {
      create: async (inputs) => {
        await putTarget(inputs);
        return { id: `${inputs.eventBusName}-${inputs.rule}-${targetId}`, computed: { targetId } };
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
    "aws:cloudwatch/eventArchive:EventArchive": handlerOf(archive, {
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
        return { id: inputs.name, computed: { arn: given(ArchiveArn, "ArchiveArn") } };
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
  };
}
