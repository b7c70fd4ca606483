import * as v from "valibot";
import { optionalTags, resourceType } from "../../graph/resource-type.ts";

export const eventBusType = resourceType({
  token: "aws:cloudwatch/eventBus:EventBus",
  autoname: "name",
  entries: {
    name: v.string(),
    description: v.optional(v.string()),
    kmsKeyIdentifier: v.optional(v.string()),
    deadLetterConfig: v.optional(v.strictObject({ arn: v.string() })),
    tags: optionalTags,
  },
  create: (_inputs, { name }, { accountId, region }) => ({
    id: name,
    outputs: { name, arn: `arn:aws:events:${region}:${accountId}:event-bus/${name}` },
  }),
});

export const eventRuleType = resourceType({
  token: "aws:cloudwatch/eventRule:EventRule",
  autoname: "name",
  entries: {
    name: v.string(),
    eventBusName: v.string(),
    description: v.optional(v.string()),
    eventPattern: v.string(),
    tags: optionalTags,
  },
  create: ({ eventBusName }, { name }, { accountId, region }) => ({
    id: `${eventBusName}/${name}`,
    outputs: { name, arn: `arn:aws:events:${region}:${accountId}:rule/${eventBusName}/${name}` },
  }),
});

export const eventTargetType = resourceType({
  token: "aws:cloudwatch/eventTarget:EventTarget",
  entries: {
    rule: v.string(),
    eventBusName: v.string(),
    arn: v.string(),
    inputPath: v.optional(v.string()),
    deadLetterConfig: v.optional(v.strictObject({ arn: v.string() })),
  },
  create: ({ rule }, { digest }) => ({ id: `${rule}-${digest}`, outputs: { targetId: digest } }),
});

export const eventArchiveType = resourceType({
  token: "aws:cloudwatch/eventArchive:EventArchive",
  autoname: "name",
  entries: {
    name: v.pipe(v.string(), v.maxLength(48)),
    description: v.optional(v.string()),
    eventSourceArn: v.string(),
    eventPattern: v.optional(v.string()),
    retentionDays: v.optional(v.number()),
    kmsKeyIdentifier: v.optional(v.string()),
  },
  create: (_inputs, { name }, { accountId, region }) => ({
    id: name,
    outputs: { name, arn: `arn:aws:events:${region}:${accountId}:archive/${name}` },
  }),
});
