import { CloudWatch } from "@aws-sdk/client-cloudwatch";
import type { InputsOf } from "../../graph/resource-type.ts";
import { after, capitalised, given, handlerOf, tagList, type SdkHandlers } from "../../graph/sdk-handler.ts";
import { compositeAlarmType, dashboardType, metricAlarmType } from "./resources.ts";

export const handlers: SdkHandlers = ({ client: options, accountId }) => {
  const client = new CloudWatch(options);
  const alarmArn = (name: string) => ({ arn: `arn:aws:cloudwatch:${options.region}:${accountId}:alarm:${name}` });
  const putComposite = (inputs: InputsOf<typeof compositeAlarmType>) => {
    const { okActions: OKActions, tags, ...rest } = inputs;
    return client.putCompositeAlarm({ OKActions, ...capitalised(rest), Tags: tagList(tags) });
  };
  const readAlarm = async (name: string) => {
    const { MetricAlarms = [], CompositeAlarms = [] } = await client.describeAlarms({
      AlarmNames: [name],
      AlarmTypes: ["MetricAlarm", "CompositeAlarm"],
    });
    return MetricAlarms.length + CompositeAlarms.length === 0 ? undefined : alarmArn(name);
  };
  const deleteAlarm = (name: string) => client.deleteAlarms({ AlarmNames: [name] });
  return [
    handlerOf(metricAlarmType, {
      create: (inputs) =>
        after(client.putMetricAlarm(alarmOf(inputs)), { id: inputs.name, outputs: alarmArn(inputs.name) }),
      read: readAlarm,
      update: (_id, inputs) => client.putMetricAlarm(alarmOf(inputs)),
      delete: deleteAlarm,
    }),
    handlerOf(compositeAlarmType, {
      create: (inputs) => after(putComposite(inputs), { id: inputs.alarmName, outputs: alarmArn(inputs.alarmName) }),
      read: readAlarm,
      update: (_id, inputs) => putComposite(inputs),
      delete: deleteAlarm,
    }),
    handlerOf(dashboardType, {
      create: (inputs) => after(client.putDashboard(capitalised(inputs)), { id: inputs.dashboardName, outputs: {} }),
      read: async (name) => {
        const { DashboardArn } = await client.getDashboard({ DashboardName: name });
        return { dashboardArn: given(DashboardArn, "DashboardArn") };
      },
      update: (_id, inputs) => client.putDashboard(capitalised(inputs)),
      delete: (name) => client.deleteDashboards({ DashboardNames: [name] }),
    }),
  ];
};

function alarmOf(inputs: InputsOf<typeof metricAlarmType>) {
  const { name: AlarmName, okActions: OKActions, metricQueries, dimensions, tags, ...rest } = inputs;
  const Metrics = metricQueries?.map(({ metric, ...query }) => ({
    ...capitalised(query),
    ...(metric === undefined ? {} : { MetricStat: statOf(metric) }),
  }));
  return {
    AlarmName,
    OKActions,
    ...capitalised(rest),
    Tags: tagList(tags),
    ...(Metrics === undefined ? { Dimensions: dimensionList(dimensions) } : { Metrics }),
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
