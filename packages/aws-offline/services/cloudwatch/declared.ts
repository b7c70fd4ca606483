import type { Sns } from "../sns/sns.ts";
import type { Alarm, MetricAlarm } from "./alarms/definition.ts";
import type { Dashboard } from "./dashboards.ts";
import { mathQuery, type MetricQuery } from "./query/metric-query.ts";
import { textOutput, type ResourceGraph } from "../../graph/resource-graph.ts";
import { compositeAlarmType, dashboardType, metricAlarmType } from "./resources.ts";
import { defined } from "../../defined.ts";

type Declared = ReturnType<typeof declaredAlarms>[number];

const declaredAlarms = (graph: ResourceGraph) => graph.of(metricAlarmType);

/** @throws AwsError for metric math that the offline run does not know */
export function alarmDefinitions(graph: ResourceGraph): Alarm[] {
  const metrics = declaredAlarms(graph).map(metricAlarm);
  const composites = graph.of(compositeAlarmType).map((alarm): Alarm => {
    const { alarmName: name, alarmDescription: description, alarmRule: rule, alarmActions, okActions } = alarm.inputs;
    const actions = { ALARM: alarmActions, OK: okActions, INSUFFICIENT_DATA: [] };
    return { kind: "composite", name, arn: textOutput(alarm, "arn"), description, actions, rule };
  });
  return [...metrics, ...composites];
}

/** Alarms that nobody would hear of, one line each. */
export function alarmWarnings(graph: ResourceGraph, sns: Pick<Sns, "refusal">): string[] {
  return [...graph.of(compositeAlarmType), ...declaredAlarms(graph)].flatMap((alarm) => {
    const sourceArn = textOutput(alarm, "arn");
    const topics = new Set([...(alarm.inputs.alarmActions ?? []), ...(alarm.inputs.okActions ?? [])]);
    return [...topics].flatMap((topicArn) => {
      const why = sns.refusal(topicArn, { service: "cloudwatch.amazonaws.com", sourceArn });
      return why === undefined ? [] : [`${sourceArn} -> ${topicArn}: ${why}`];
    });
  });
}

export function dashboardDefinitions(graph: ResourceGraph, modifiedAt: number): Dashboard[] {
  return graph.of(dashboardType).map((dashboard) => ({
    name: dashboard.inputs.dashboardName,
    arn: textOutput(dashboard, "dashboardArn"),
    body: dashboard.inputs.dashboardBody,
    modifiedAt,
  }));
}

function metricAlarm(alarm: Declared): MetricAlarm {
  const { inputs } = alarm;
  const queries = queriesOf(alarm);
  const watched = inputs.metricQueries?.find(({ returnData }) => returnData)?.id ?? queries[0]?.id;
  const periodSeconds = queries.find((query) => "metric" in query)?.periodSeconds;
  if (watched === undefined || periodSeconds === undefined) throw new Error(`${inputs.name}: it watches no metric`);
  return {
    kind: "metric",
    name: inputs.name,
    arn: textOutput(alarm, "arn"),
    description: inputs.alarmDescription,
    actions: { ALARM: inputs.alarmActions ?? [], OK: inputs.okActions ?? [], INSUFFICIENT_DATA: [] },
    queries,
    watched,
    comparison: inputs.comparisonOperator,
    threshold: inputs.threshold,
    evaluationPeriods: inputs.evaluationPeriods,
    datapointsToAlarm: inputs.datapointsToAlarm ?? inputs.evaluationPeriods,
    periodSeconds,
    missingData: inputs.treatMissingData,
    described: describedMetric(alarm),
  };
}

function queriesOf({ inputs }: Declared): MetricQuery[] {
  if (inputs.metricQueries === undefined) {
    const { namespace = "", metricName: name = "", dimensions = {}, period: periodSeconds = 0 } = inputs;
    const statistic = inputs.extendedStatistic ?? inputs.statistic ?? "";
    return [{ id: "m1", metric: { namespace, name, dimensions }, statistic, periodSeconds }];
  }
  return inputs.metricQueries.map(({ id, expression, metric }): MetricQuery => {
    if (metric === undefined) return mathQuery(id, expression ?? "");
    const { namespace, metricName: name, dimensions = {}, stat: statistic, period: periodSeconds } = metric;
    return { id, metric: { namespace, name, dimensions }, statistic, periodSeconds };
  });
}

/** As `DescribeAlarms` has it. */
function describedMetric({ inputs }: Declared): Readonly<Record<string, unknown>> {
  const compared = {
    EvaluationPeriods: inputs.evaluationPeriods,
    DatapointsToAlarm: inputs.datapointsToAlarm ?? inputs.evaluationPeriods,
    Threshold: inputs.threshold,
    ComparisonOperator: inputs.comparisonOperator,
    TreatMissingData: inputs.treatMissingData,
  };
  const { metricQueries, extendedStatistic, statistic } = inputs;
  if (metricQueries === undefined) {
    return {
      Namespace: inputs.namespace,
      MetricName: inputs.metricName,
      Dimensions: describedDimensions(inputs.dimensions),
      ...(extendedStatistic === undefined ? { Statistic: statistic } : { ExtendedStatistic: extendedStatistic }),
      Period: inputs.period,
      ...compared,
    };
  }
  const metrics = metricQueries.map(({ id, expression, label, returnData, metric }) => ({
    Id: id,
    ReturnData: returnData,
    ...defined({ Expression: expression, Label: label }),
    ...(metric === undefined
      ? {}
      : {
          MetricStat: {
            Metric: {
              Namespace: metric.namespace,
              MetricName: metric.metricName,
              Dimensions: describedDimensions(metric.dimensions),
            },
            Period: metric.period,
            Stat: metric.stat,
          },
        }),
  }));
  return { Dimensions: [], Metrics: metrics, ...compared };
}

function describedDimensions(dimensions: Readonly<Record<string, string>> = {}): object[] {
  return Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
}
