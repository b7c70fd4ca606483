import { anArn, atLeast, both, json, length, oneOf, range } from "../constraints.ts";
import { arnAndId, named, type Kind } from "./kind.ts";
import { text } from "../values.ts";

export const events: Readonly<Record<string, Kind>> = {
  "aws:cloudwatch/eventBus:EventBus": {
    name: named("name", 256, /^[/.\w-]+$/u),
    replaces: [],
    constraints: { description: length(0, 512) },
    computed: (draft) => arnAndId(draft.arn("events", `event-bus/${draft.name}`), draft.name),
  },
  "aws:cloudwatch/eventRule:EventRule": {
    name: named("name", 64, /^[.\w-]+$/u),
    replaces: ["eventBusName"],
    constraints: {
      description: length(0, 512),
      eventPattern: both(json, length(1, 4096)),
      state: oneOf("DISABLED", "ENABLED", "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"),
      roleArn: anArn,
    },
    references: { eventBusName: "aws:cloudwatch/eventBus:EventBus" },
    computed: (draft) => {
      const rule = `${text(draft.inputs, "eventBusName")}/${draft.name}`;
      return arnAndId(draft.arn("events", `rule/${rule}`), rule);
    },
  },
  "aws:cloudwatch/eventTarget:EventTarget": {
    replaces: ["rule", "eventBusName", "targetId"],
    constraints: {
      arn: anArn,
      roleArn: anArn,
      targetId: length(0, 64),
      inputPath: length(0, 256),
      "deadLetterConfig.arn": anArn,
      "retryPolicy.maximumEventAgeInSeconds": range(60, 86_400),
      "retryPolicy.maximumRetryAttempts": range(0, 185),
    },
    references: { rule: "aws:cloudwatch/eventRule:EventRule", eventBusName: "aws:cloudwatch/eventBus:EventBus" },
    computed: (draft) => {
      const targetId = text(draft.inputs, "targetId") || `terraform-${draft.token(26)}`;
      return { id: `${text(draft.inputs, "eventBusName")}-${text(draft.inputs, "rule")}-${targetId}`, targetId };
    },
  },
  "aws:cloudwatch/eventArchive:EventArchive": {
    name: named("name", 48, /^[.\w-]+$/u),
    replaces: ["eventSourceArn"],
    constraints: {
      eventSourceArn: anArn,
      description: length(0, 512),
      eventPattern: both(json, length(1, 4096)),
      retentionDays: atLeast(0),
    },
    computed: (draft) => arnAndId(draft.arn("events", `archive/${draft.name}`), draft.name),
  },
  "aws:pipes/pipe:Pipe": {
    name: named("name", 64, /^[.\w-]+$/u),
    replaces: ["source"],
    constraints: {
      roleArn: anArn,
      source: anArn,
      target: anArn,
      enrichment: anArn,
      description: length(0, 512),
      desiredState: oneOf("RUNNING", "STOPPED"),
      "sourceParameters.sqsQueueParameters.batchSize": range(1, 10_000),
      "sourceParameters.sqsQueueParameters.maximumBatchingWindowInSeconds": range(0, 300),
      "targetParameters.eventbridgeEventBusParameters.detailType": length(1, 128),
      "targetParameters.eventbridgeEventBusParameters.source": length(1, 256),
    },
    computed: (draft) => arnAndId(draft.arn("pipes", `pipe/${draft.name}`), draft.name),
  },
};
