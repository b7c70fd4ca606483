import { arnAndId, named, type Kind } from "./kind.ts";
import { text } from "../values.ts";

export const watching: Readonly<Record<string, Kind>> = {
  "aws:cloudwatch/logGroup:LogGroup": {
    name: named("name", 512),
    replaces: ["logGroupClass"],
    computed: (draft) => arnAndId(draft.arn("logs", `log-group:${draft.name}`), draft.name),
  },
  "aws:cloudwatch/metricAlarm:MetricAlarm": {
    name: named("name", 255),
    replaces: [],
    computed: (draft) => arnAndId(draft.arn("cloudwatch", `alarm:${draft.name}`), draft.name),
  },
  "aws:cloudwatch/compositeAlarm:CompositeAlarm": {
    replaces: ["alarmName"],
    computed: (draft) => {
      const name = text(draft.inputs, "alarmName");
      return arnAndId(draft.arn("cloudwatch", `alarm:${name}`), name);
    },
  },
  "aws:cloudwatch/queryDefinition:QueryDefinition": {
    replaces: [],
    computed: (draft) => ({ id: text(draft.inputs, "name"), queryDefinitionId: draft.token(32) }),
  },
  "aws:cloudwatch/dashboard:Dashboard": {
    replaces: ["dashboardName"],
    computed: (draft) => {
      const name = text(draft.inputs, "dashboardName");
      return { id: name, dashboardArn: `arn:aws:cloudwatch::${draft.account}:dashboard/${name}` };
    },
  },
};
