import { arnAndId, named, type Kind } from "./kind.ts";
import { text } from "../values.ts";

export const events: Readonly<Record<string, Kind>> = {
  "aws:cloudwatch/eventBus:EventBus": {
    name: named("name", 256),
    replaces: [],
    computed: (draft) => arnAndId(draft.arn("events", `event-bus/${draft.name}`), draft.name),
  },
  "aws:cloudwatch/eventRule:EventRule": {
    name: named("name", 64),
    replaces: ["eventBusName"],
    references: { eventBusName: "aws:cloudwatch/eventBus:EventBus" },
    computed: (draft) => {
      const rule = `${text(draft.inputs, "eventBusName")}/${draft.name}`;
      return arnAndId(draft.arn("events", `rule/${rule}`), rule);
    },
  },
  "aws:cloudwatch/eventTarget:EventTarget": {
    replaces: ["rule", "eventBusName", "targetId"],
    references: { rule: "aws:cloudwatch/eventRule:EventRule", eventBusName: "aws:cloudwatch/eventBus:EventBus" },
    computed: (draft) => {
      const targetId = text(draft.inputs, "targetId") || `terraform-${draft.token(26)}`;
      return { id: `${text(draft.inputs, "eventBusName")}-${text(draft.inputs, "rule")}-${targetId}`, targetId };
    },
  },
  "aws:cloudwatch/eventArchive:EventArchive": {
    name: named("name", 48),
    replaces: ["eventSourceArn"],
    computed: (draft) => arnAndId(draft.arn("events", `archive/${draft.name}`), draft.name),
  },
  "aws:pipes/pipe:Pipe": {
    name: named("name", 64),
    replaces: ["source"],
    computed: (draft) => arnAndId(draft.arn("pipes", `pipe/${draft.name}`), draft.name),
  },
};
