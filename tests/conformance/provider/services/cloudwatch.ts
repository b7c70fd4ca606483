import {
  CloudWatchClient,
  ComparisonOperator,
  DeleteAlarmsCommand,
  DeleteDashboardsCommand,
  DescribeAlarmsCommand,
  GetDashboardCommand,
  PutCompositeAlarmCommand,
  PutDashboardCommand,
  PutMetricAlarmCommand,
  Statistic,
} from "@aws-sdk/client-cloudwatch";
import * as v from "valibot";
import type { ClientOptions } from "../clients.ts";
import { given, handlerOf, tagList, tags, type Handler } from "../handler.ts";

const dimensions = v.optional(v.record(v.string(), v.string()), {});
const metricAlarm = v.strictObject({
  name: v.string(),
  alarmDescription: v.string(),
  comparisonOperator: v.enum(ComparisonOperator),
  threshold: v.number(),
  evaluationPeriods: v.number(),
  datapointsToAlarm: v.number(),
  treatMissingData: v.string(),
  namespace: v.optional(v.string()),
  metricName: v.optional(v.string()),
  dimensions,
  period: v.optional(v.number()),
  statistic: v.optional(v.enum(Statistic)),
  extendedStatistic: v.optional(v.string()),
  metricQueries: v.optional(
    v.array(
      v.strictObject({
        id: v.string(),
        expression: v.optional(v.string()),
        label: v.optional(v.string()),
        returnData: v.optional(v.boolean(), false),
        metric: v.optional(
          v.strictObject({
            namespace: v.string(),
            metricName: v.string(),
            dimensions,
            stat: v.string(),
            period: v.number(),
          }),
        ),
      }),
    ),
    [],
  ),
  tags,
});
const composite = v.strictObject({
  alarmName: v.string(),
  alarmDescription: v.string(),
  alarmRule: v.string(),
  alarmActions: v.array(v.string()),
  okActions: v.array(v.string()),
  tags,
});
const dashboard = v.strictObject({ dashboardName: v.string(), dashboardBody: v.string() });

export function cloudwatchHandlers(options: ClientOptions, accountId: string): Record<string, Handler> {
  const client = new CloudWatchClient(options);
  const alarmArn = (name: string) => ({ arn: `arn:aws:cloudwatch:${options.region}:${accountId}:alarm:${name}` });
  const putAlarm = async (inputs: v.InferOutput<typeof metricAlarm>): Promise<void> => {
    await client.send(new PutMetricAlarmCommand(alarmOf(inputs)));
  };
  const putComposite = async (inputs: v.InferOutput<typeof composite>): Promise<void> => {
    await client.send(
      new PutCompositeAlarmCommand({
        AlarmName: inputs.alarmName,
        AlarmDescription: inputs.alarmDescription,
        AlarmRule: inputs.alarmRule,
        AlarmActions: inputs.alarmActions,
        OKActions: inputs.okActions,
        Tags: tagList(inputs.tags),
      }),
    );
  };
  const putDashboard = async ({
    dashboardName: DashboardName,
    dashboardBody: DashboardBody,
  }: v.InferOutput<typeof dashboard>) => {
    await client.send(new PutDashboardCommand({ DashboardName, DashboardBody }));
  };
  const readAlarm = async (name: string) => {
    const { MetricAlarms = [], CompositeAlarms = [] } = await client.send(
      new DescribeAlarmsCommand({ AlarmNames: [name], AlarmTypes: ["MetricAlarm", "CompositeAlarm"] }),
    );
    return MetricAlarms.length + CompositeAlarms.length === 0 ? undefined : alarmArn(name);
  };
  const deleteAlarm = async (name: string): Promise<void> => {
    await client.send(new DeleteAlarmsCommand({ AlarmNames: [name] }));
  };
  return {
    "aws:cloudwatch/metricAlarm:MetricAlarm": handlerOf(metricAlarm, {
      create: async (inputs) => {
        await putAlarm(inputs);
        return { id: inputs.name, computed: alarmArn(inputs.name) };
      },
      read: readAlarm,
      update: (_id, inputs) => putAlarm(inputs),
      delete: deleteAlarm,
    }),
    "aws:cloudwatch/compositeAlarm:CompositeAlarm": handlerOf(composite, {
      create: async (inputs) => {
        await putComposite(inputs);
        return { id: inputs.alarmName, computed: alarmArn(inputs.alarmName) };
      },
      read: readAlarm,
      update: (_id, inputs) => putComposite(inputs),
      delete: deleteAlarm,
    }),
    "aws:cloudwatch/dashboard:Dashboard": handlerOf(dashboard, {
      create: async (inputs) => {
        await putDashboard(inputs);
        return { id: inputs.dashboardName, computed: {} };
      },
      read: async (name) => {
        const { DashboardArn } = await client.send(new GetDashboardCommand({ DashboardName: name }));
        return { dashboardArn: given(DashboardArn, "DashboardArn") };
      },
      update: (_id, inputs) => putDashboard(inputs),
      delete: async (name) => {
        await client.send(new DeleteDashboardsCommand({ DashboardNames: [name] }));
      },
    }),
  };
}

function alarmOf({ metricQueries, dimensions: ofAlarm, ...inputs }: v.InferOutput<typeof metricAlarm>) {
  const metrics = metricQueries.map(({ id, expression, label, returnData, metric }) => ({
    Id: id,
    ReturnData: returnData,
    ...(expression === undefined ? {} : { Expression: expression }),
    ...(label === undefined ? {} : { Label: label }),
    ...(metric === undefined ? {} : { MetricStat: statOf(metric) }),
  }));
  return {
    AlarmName: inputs.name,
    AlarmDescription: inputs.alarmDescription,
    ComparisonOperator: inputs.comparisonOperator,
    Threshold: inputs.threshold,
    EvaluationPeriods: inputs.evaluationPeriods,
    DatapointsToAlarm: inputs.datapointsToAlarm,
    TreatMissingData: inputs.treatMissingData,
    Tags: tagList(inputs.tags),
    ...(metrics.length > 0
      ? { Metrics: metrics }
      : {
          Namespace: inputs.namespace,
          MetricName: inputs.metricName,
          Dimensions: dimensionList(ofAlarm),
          Period: inputs.period,
          Statistic: inputs.statistic,
          ExtendedStatistic: inputs.extendedStatistic,
        }),
  };
}

interface Stat {
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly stat: string;
  readonly period: number;
}

function statOf({ namespace, metricName, dimensions: of, stat, period }: Stat) {
  const Metric = { Namespace: namespace, MetricName: metricName, Dimensions: dimensionList(of) };
  return { Metric, Stat: stat, Period: period };
}

function dimensionList(of: Readonly<Record<string, string>>) {
  return Object.entries(of).map(([Name, Value]) => ({ Name, Value }));
}
