import { anArn, atLeast, both, json, length, matching, oneOf, type Constraint } from "../constraints.ts";
import { arnAndId, named, type Kind } from "./kind.ts";
import { text } from "../values.ts";

const retentions = [
  0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

const period: Constraint = (value) =>
  value === 10 || value === 20 || value === 30 || (typeof value === "number" && value > 0 && value % 60 === 0)
    ? undefined
    : `must be 10, 20, 30 or a multiple of 60, got ${JSON.stringify(value)}`;

export const watching: Readonly<Record<string, Kind>> = {
  "aws:cloudwatch/logGroup:LogGroup": {
    name: named("name", 512, /^[.\w/#-]+$/u),
    replaces: ["logGroupClass"],
    constraints: {
      retentionInDays: oneOf(...retentions),
      logGroupClass: oneOf("STANDARD", "INFREQUENT_ACCESS", "DELIVERY"),
      kmsKeyId: anArn,
    },
    computed: (draft) => arnAndId(draft.arn("logs", `log-group:${draft.name}`), draft.name),
  },
  "aws:cloudwatch/metricAlarm:MetricAlarm": {
    name: named("name", 255),
    replaces: [],
    constraints: {
      comparisonOperator: oneOf(
        "GreaterThanOrEqualToThreshold",
        "GreaterThanThreshold",
        "GreaterThanUpperThreshold",
        "LessThanLowerOrGreaterThanUpperThreshold",
        "LessThanLowerThreshold",
        "LessThanOrEqualToThreshold",
        "LessThanThreshold",
      ),
      statistic: oneOf("Average", "Maximum", "Minimum", "SampleCount", "Sum"),
      extendedStatistic: matching(
        /^(?:p\d{1,2}(?:\.\d{1,10})?|p100|IQM|(?:TM|TC|TS|WM|PR)\(.+\)|(?:tm|tc|ts|wm)\d.*)$/u,
      ),
      evaluationPeriods: atLeast(1),
      datapointsToAlarm: atLeast(1),
      period,
      "metricQueries[].metric.period": period,
      treatMissingData: oneOf("breaching", "ignore", "missing", "notBreaching"),
      alarmDescription: length(0, 1024),
      metricName: length(1, 255),
      namespace: both(length(1, 255), matching(/^[^:]/u)),
      "alarmActions[]": anArn,
      "okActions[]": anArn,
    },
    computed: (draft) => arnAndId(draft.arn("cloudwatch", `alarm:${draft.name}`), draft.name),
  },
  "aws:cloudwatch/compositeAlarm:CompositeAlarm": {
    replaces: ["alarmName"],
    constraints: {
      alarmName: length(1, 255),
      alarmRule: length(1, 10_240),
      alarmDescription: length(0, 1024),
      "alarmActions[]": anArn,
      "okActions[]": anArn,
    },
    computed: (draft) => {
      const name = text(draft.inputs, "alarmName");
      return arnAndId(draft.arn("cloudwatch", `alarm:${name}`), name);
    },
  },
  "aws:cloudwatch/queryDefinition:QueryDefinition": {
    replaces: [],
    constraints: {
      name: length(1, 255),
      queryString: length(1, 10_000),
      "logGroupNames[]": matching(/^[.\w/#-]{1,512}$/u),
    },
    computed: (draft) => ({ id: text(draft.inputs, "name"), queryDefinitionId: draft.token(32) }),
  },
  "aws:cloudwatch/dashboard:Dashboard": {
    replaces: ["dashboardName"],
    constraints: { dashboardName: both(length(1, 255), matching(/^[\w-]+$/u)), dashboardBody: json },
    computed: (draft) => {
      const name = text(draft.inputs, "dashboardName");
      return { id: name, dashboardArn: `arn:aws:cloudwatch::${draft.account}:dashboard/${name}` };
    },
  },
};
