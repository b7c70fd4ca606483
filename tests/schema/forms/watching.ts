import {
  compositeAlarmType,
  dashboardType,
  metricAlarmType,
} from "../../../packages/aws-offline/services/cloudwatch/resources.ts";
import { logGroupType, queryDefinitionType } from "../../../packages/aws-offline/services/logs/resources.ts";
import type { InputsOf } from "../../../packages/aws-offline/graph/resource-type.ts";
import { form, type Form, type Json } from "../form.ts";

type Alarm = InputsOf<typeof metricAlarmType>;

export const watching: readonly Form[] = [
  form(compositeAlarmType, { names: { okActions: "OKActions" } }),
  form(dashboardType, {}),
  form(metricAlarmType, {
    names: { name: "AlarmName", okActions: "OKActions" },
    leftOut: { dimensions: "a list there", metricQueries: "in Metrics" },
    own: ({ dimensions, metricQueries }) => ({
      ...(dimensions === undefined ? {} : { Dimensions: listed(dimensions) }),
      ...(metricQueries === undefined ? {} : { Metrics: metricQueries.map(metricOf) }),
    }),
  }),
  form(logGroupType, { names: { name: "LogGroupName" } }),
  form(queryDefinitionType, {}),
];

function metricOf({ id, expression, label, returnData, metric }: NonNullable<Alarm["metricQueries"]>[number]): Json {
  return {
    Id: id,
    ReturnData: returnData,
    ...(expression === undefined ? {} : { Expression: expression }),
    ...(label === undefined ? {} : { Label: label }),
    ...(metric === undefined
      ? {}
      : {
          MetricStat: {
            Stat: metric.stat,
            Period: metric.period,
            Metric: {
              Namespace: metric.namespace,
              MetricName: metric.metricName,
              Dimensions: listed(metric.dimensions),
            },
          },
        }),
  };
}

function listed(dimensions: Readonly<Record<string, string>> = {}): Json {
  return Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
}
