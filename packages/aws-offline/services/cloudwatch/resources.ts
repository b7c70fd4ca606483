import * as v from "valibot";
import { arn, atLeast, json, length, matching, name, oneOf, tags } from "../../graph/property.ts";
import { resourceType } from "../../graph/resource-type.ts";

const period = v.pipe(
  v.number(),
  v.check(
    (value) => value > 0 && value % 60 === 0,
    ({ input }) => `must be a multiple of 60, got ${String(input)}`,
  ),
);
const dimensions = v.record(v.string(), v.string());
const percentile = matching(/^p\d{1,2}(?:\.\d{1,10})?$/u);
const statistics = ["Average", "Maximum", "Sum"] as const;

/** Either one metric (`namespace`, `metricName`, ...), or metric math over several (`metricQueries`). */
export const metricAlarmType = resourceType({
  token: "aws:cloudwatch/metricAlarm:MetricAlarm",
  terraform: {
    type: "aws_cloudwatch_metric_alarm",
    arguments: { name: "alarm_name" },
    blocks: { metricQueries: "metric_query" },
  },
  cloudFormation: "AWS::CloudWatch::Alarm",
  autoname: "name",
  entries: {
    name: length(1, 255),
    alarmDescription: length(0, 1024),
    namespace: v.optional(v.pipe(length(1, 255), matching(/^[^:]/u))),
    metricName: v.optional(length(1, 255)),
    dimensions: v.optional(dimensions),
    statistic: v.optional(oneOf(...statistics)),
    extendedStatistic: v.optional(percentile),
    period: v.optional(period),
    metricQueries: v.optional(
      v.array(
        v.strictObject({
          id: matching(/^[a-z]\w*$/u),
          expression: v.optional(v.string()),
          label: v.optional(v.string()),
          returnData: v.optional(v.boolean(), false),
          metric: v.optional(
            v.strictObject({
              namespace: v.string(),
              metricName: v.string(),
              dimensions: v.optional(dimensions),
              stat: v.union([v.picklist(statistics), percentile]),
              period,
            }),
          ),
        }),
      ),
    ),
    evaluationPeriods: atLeast(1),
    datapointsToAlarm: v.optional(atLeast(1)),
    threshold: v.number(),
    comparisonOperator: oneOf("GreaterThanOrEqualToThreshold", "LessThanThreshold"),
    treatMissingData: oneOf("breaching", "ignore", "missing", "notBreaching"),
    alarmActions: v.optional(v.array(arn)),
    okActions: v.optional(v.array(arn)),
    tags,
  },
  create: (_inputs, { name: alarm }, { accountId, region }) => ({
    id: alarm,
    outputs: { name: alarm, arn: `arn:aws:cloudwatch:${region}:${accountId}:alarm:${alarm}` },
  }),
});

export const compositeAlarmType = resourceType({
  token: "aws:cloudwatch/compositeAlarm:CompositeAlarm",
  terraform: "aws_cloudwatch_composite_alarm",
  cloudFormation: "AWS::CloudWatch::CompositeAlarm",
  entries: {
    alarmName: length(1, 255),
    alarmDescription: length(0, 1024),
    alarmRule: length(1, 10_240),
    alarmActions: v.array(arn),
    okActions: v.array(arn),
    tags,
  },
  replaces: ["alarmName"],
  create: ({ alarmName }, _identity, { accountId, region }) => ({
    id: alarmName,
    outputs: { arn: `arn:aws:cloudwatch:${region}:${accountId}:alarm:${alarmName}` },
  }),
});

export const dashboardType = resourceType({
  token: "aws:cloudwatch/dashboard:Dashboard",
  terraform: "aws_cloudwatch_dashboard",
  cloudFormation: "AWS::CloudWatch::Dashboard",
  entries: { dashboardName: name(255, /^[\w-]+$/u), dashboardBody: json },
  replaces: ["dashboardName"],
  create: ({ dashboardName }, _identity, { accountId }) => ({
    id: dashboardName,
    outputs: { dashboardArn: `arn:aws:cloudwatch::${accountId}:dashboard/${dashboardName}` },
  }),
});
