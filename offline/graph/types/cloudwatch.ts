import * as v from "valibot";
import { optionalTags, resourceType } from "../resource-type.ts";

export const logGroupType = resourceType({
  token: "aws:cloudwatch/logGroup:LogGroup",
  autoname: "name",
  entries: { name: v.string(), retentionInDays: v.number(), tags: optionalTags },
  create: (_inputs, { name }, { accountId, region }) => ({
    id: name,
    outputs: { name, arn: `arn:aws:logs:${region}:${accountId}:log-group:${name}` },
  }),
});

export const metricAlarmType = resourceType({
  token: "aws:cloudwatch/metricAlarm:MetricAlarm",
  autoname: "name",
  entries: {
    name: v.string(),
    alarmDescription: v.string(),
    namespace: v.string(),
    metricName: v.string(),
    dimensions: v.record(v.string(), v.string()),
    statistic: v.picklist(["Maximum", "Sum"]),
    period: v.number(),
    evaluationPeriods: v.number(),
    datapointsToAlarm: v.optional(v.number()),
    threshold: v.number(),
    comparisonOperator: v.literal("GreaterThanOrEqualToThreshold"),
    treatMissingData: v.picklist(["notBreaching", "breaching", "ignore", "missing"]),
    alarmActions: v.array(v.string()),
    okActions: v.array(v.string()),
    tags: optionalTags,
  },
  create: (_inputs, { name }, { accountId, region }) => ({
    id: name,
    outputs: { name, arn: `arn:aws:cloudwatch:${region}:${accountId}:alarm:${name}` },
  }),
});
