import * as v from "valibot";
import { arn, atLeast, json, length, name, tags } from "../../graph/property.ts";
import { resourceType } from "../../graph/resource-type.ts";

const description = v.optional(length(0, 512));
const eventPattern = v.pipe(json, length(1, 4096));
const deadLetterConfig = v.optional(v.strictObject({ arn }));

export const eventBusType = resourceType({
  token: "aws:cloudwatch/eventBus:EventBus",
  terraform: "aws_cloudwatch_event_bus",
  cloudFormation: "AWS::Events::EventBus",
  autoname: "name",
  entries: {
    name: name(256, /^[/.\w-]+$/u),
    eventSourceName: v.optional(length(1, 256)),
    description,
    kmsKeyIdentifier: v.optional(v.string()),
    deadLetterConfig,
    tags,
  },
  create: (_inputs, { name: bus }, { accountId, region }) => ({
    id: bus,
    outputs: { name: bus, arn: `arn:aws:events:${region}:${accountId}:event-bus/${bus}` },
  }),
});

export const eventRuleType = resourceType({
  token: "aws:cloudwatch/eventRule:EventRule",
  terraform: "aws_cloudwatch_event_rule",
  cloudFormation: "AWS::Events::Rule",
  autoname: "name",
  entries: { name: name(64, /^[.\w-]+$/u), eventBusName: v.string(), description, eventPattern, tags },
  replaces: ["eventBusName"],
  references: { eventBusName: eventBusType.token },
  create: ({ eventBusName }, { name: rule }, { accountId, region }) => ({
    id: `${eventBusName}/${rule}`,
    outputs: { name: rule, arn: `arn:aws:events:${region}:${accountId}:rule/${eventBusName}/${rule}` },
  }),
});

export const eventTargetType = resourceType({
  token: "aws:cloudwatch/eventTarget:EventTarget",
  terraform: "aws_cloudwatch_event_target",
  cloudFormation: "AWS::Events::Rule",
  entries: {
    rule: v.string(),
    eventBusName: v.string(),
    arn,
    inputPath: v.optional(length(0, 256)),
    deadLetterConfig,
  },
  replaces: ["rule", "eventBusName"],
  references: { rule: eventRuleType.token, eventBusName: eventBusType.token },
  create: ({ rule }, { digest }) => ({ id: `${rule}-${digest}`, outputs: { targetId: digest } }),
});

export const eventArchiveType = resourceType({
  token: "aws:cloudwatch/eventArchive:EventArchive",
  terraform: "aws_cloudwatch_event_archive",
  cloudFormation: "AWS::Events::Archive",
  autoname: "name",
  entries: {
    name: name(48, /^[.\w-]+$/u),
    description,
    eventSourceArn: arn,
    eventPattern: v.optional(eventPattern),
    retentionDays: v.optional(atLeast(0)),
    kmsKeyIdentifier: v.optional(v.string()),
  },
  replaces: ["eventSourceArn"],
  create: (_inputs, { name: archive }, { accountId, region }) => ({
    id: archive,
    outputs: { name: archive, arn: `arn:aws:events:${region}:${accountId}:archive/${archive}` },
  }),
});
