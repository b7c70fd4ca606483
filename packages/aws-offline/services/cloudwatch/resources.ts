import * as v from "valibot";
import { optionalTags, resourceType } from "../../graph/resource-type.ts";

const period = v.pipe(v.number(), v.integer(), v.multipleOf(60), v.minValue(60));
const dimensions = v.record(v.string(), v.string());
const percentile = v.pipe(v.string(), v.regex(/^p\d{1,2}(\.\d+)?$/u));

/** Either one metric (`namespace`, `metricName`, ...), or metric math over several (`metricQueries`). */
export const metricAlarmType = resourceType({
  token: "aws:cloudwatch/metricAlarm:MetricAlarm",
  autoname: "name",
  entries: {
    name: v.string(),
    alarmDescription: v.pipe(v.string(), v.maxLength(1024)),
    namespace: v.optional(v.string()),
    metricName: v.optional(v.string()),
    dimensions: v.optional(dimensions),
    statistic: v.optional(v.picklist(["Average", "Maximum", "Sum"])),
    extendedStatistic: v.optional(percentile),
    period: v.optional(period),
    metricQueries: v.optional(
      v.array(
        v.strictObject({
          id: v.pipe(v.string(), v.regex(/^[a-z]\w*$/u)),
          expression: v.optional(v.string()),
          label: v.optional(v.string()),
          returnData: v.optional(v.boolean(), false),
          metric: v.optional(
            v.strictObject({
              namespace: v.string(),
              metricName: v.string(),
              dimensions: v.optional(dimensions),
              stat: v.union([v.picklist(["Average", "Maximum", "Sum"]), percentile]),
              period,
            }),
          ),
        }),
      ),
    ),
    evaluationPeriods: v.pipe(v.number(), v.integer(), v.minValue(1)),
    datapointsToAlarm: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
    threshold: v.number(),
    comparisonOperator: v.picklist(["GreaterThanOrEqualToThreshold", "LessThanThreshold"]),
    treatMissingData: v.picklist(["notBreaching", "breaching", "ignore", "missing"]),
    tags: optionalTags,
  },
  create: (_inputs, { name }, { accountId, region }) => ({
    id: name,
    outputs: { name, arn: `arn:aws:cloudwatch:${region}:${accountId}:alarm:${name}` },
  }),
});

export const compositeAlarmType = resourceType({
  token: "aws:cloudwatch/compositeAlarm:CompositeAlarm",
  entries: {
    alarmName: v.pipe(v.string(), v.maxLength(255)),
    alarmDescription: v.pipe(v.string(), v.maxLength(1024)),
    alarmRule: v.pipe(v.string(), v.maxLength(10_240)),
    alarmActions: v.array(v.string()),
    okActions: v.array(v.string()),
    tags: optionalTags,
  },
  create: ({ alarmName }, _identity, { accountId, region }) => ({
    id: alarmName,
    outputs: { arn: `arn:aws:cloudwatch:${region}:${accountId}:alarm:${alarmName}` },
  }),
});

export const dashboardType = resourceType({
  token: "aws:cloudwatch/dashboard:Dashboard",
  entries: { dashboardName: v.pipe(v.string(), v.regex(/^[\w-]{1,255}$/u)), dashboardBody: v.string() },
  create: ({ dashboardName }, _identity, { accountId }) => ({
    id: dashboardName,
    outputs: { dashboardArn: `arn:aws:cloudwatch::${accountId}:dashboard/${dashboardName}` },
  }),
});

export const queryDefinitionType = resourceType({
  token: "aws:cloudwatch/queryDefinition:QueryDefinition",
  entries: {
    name: v.pipe(v.string(), v.maxLength(255)),
    queryString: v.pipe(v.string(), v.maxLength(10_000)),
    logGroupNames: v.array(v.string()),
  },
  create: ({ name }, { digest }) => ({ id: name, outputs: { queryDefinitionId: digest } }),
});
