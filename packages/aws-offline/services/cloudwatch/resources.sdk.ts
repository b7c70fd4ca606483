import { CloudWatch } from "@aws-sdk/client-cloudwatch";
import type { InputsOf } from "../../graph/resource-type.ts";
import { given, handlerOf, tagList, type SdkHandlers } from "../../graph/sdk-handler.ts";
import { compositeAlarmType, dashboardType, metricAlarmType } from "./resources.ts";

export const handlers: SdkHandlers = ({ client: options, accountId }) => {
  const client = new CloudWatch(options);
  const alarmArn = (name: string) => ({ arn: `arn:aws:cloudwatch:${options.region}:${accountId}:alarm:${name}` });
  const putAlarm = async (inputs: InputsOf<typeof metricAlarmType>): Promise<void> => {
    await client.putMetricAlarm(alarmOf(inputs));
  };
  const putComposite = async (inputs: InputsOf<typeof compositeAlarmType>): Promise<void> => {
    await client.putCompositeAlarm({
      AlarmName: inputs.alarmName,
      AlarmDescription: inputs.alarmDescription,
      AlarmRule: inputs.alarmRule,
      AlarmActions: inputs.alarmActions,
      OKActions: inputs.okActions,
      Tags: tagList(inputs.tags),
    });
  };
  const putDashboard = async ({
    dashboardName: DashboardName,
    dashboardBody: DashboardBody,
  }: InputsOf<typeof dashboardType>) => {
    await client.putDashboard({ DashboardName, DashboardBody });
  };
  const readAlarm = async (name: string) => {
    const { MetricAlarms = [], CompositeAlarms = [] } = await client.describeAlarms({
      AlarmNames: [name],
      AlarmTypes: ["MetricAlarm", "CompositeAlarm"],
    });
    return MetricAlarms.length + CompositeAlarms.length === 0 ? undefined : alarmArn(name);
  };
  const deleteAlarm = async (name: string): Promise<void> => {
    await client.deleteAlarms({ AlarmNames: [name] });
  };
  return [
    handlerOf(metricAlarmType, {
      create: async (inputs) => {
        await putAlarm(inputs);
        return { id: inputs.name, outputs: alarmArn(inputs.name) };
      },
      read: readAlarm,
      update: (_id, inputs) => putAlarm(inputs),
      delete: deleteAlarm,
    }),
    handlerOf(compositeAlarmType, {
      create: async (inputs) => {
        await putComposite(inputs);
        return { id: inputs.alarmName, outputs: alarmArn(inputs.alarmName) };
      },
      read: readAlarm,
      update: (_id, inputs) => putComposite(inputs),
      delete: deleteAlarm,
    }),
    handlerOf(dashboardType, {
      create: async (inputs) => {
        await putDashboard(inputs);
        return { id: inputs.dashboardName, outputs: {} };
      },
      read: async (name) => {
        const { DashboardArn } = await client.getDashboard({ DashboardName: name });
        return { dashboardArn: given(DashboardArn, "DashboardArn") };
      },
      update: (_id, inputs) => putDashboard(inputs),
      delete: (name) => client.deleteDashboards({ DashboardNames: [name] }),
    }),
  ];
};

function alarmOf({ metricQueries, dimensions: ofAlarm, ...inputs }: InputsOf<typeof metricAlarmType>) {
  const metrics = (metricQueries ?? []).map(({ id, expression, label, returnData, metric }) => ({
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
    AlarmActions: inputs.alarmActions,
    OKActions: inputs.okActions,
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
  readonly dimensions?: Readonly<Record<string, string>> | undefined;
  readonly stat: string;
  readonly period: number;
}

function statOf({ namespace, metricName, dimensions: of, stat, period }: Stat) {
  const Metric = { Namespace: namespace, MetricName: metricName, Dimensions: dimensionList(of) };
  return { Metric, Stat: stat, Period: period };
}

function dimensionList(of: Readonly<Record<string, string>> = {}) {
  return Object.entries(of).map(([Name, Value]) => ({ Name, Value }));
}
