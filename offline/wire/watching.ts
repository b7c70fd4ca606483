import type { AlarmSummary } from "../aws/cloudwatch/port.ts";
import type { Aws } from "../aws/aws.ts";
import { textOutput, type ResourceGraph } from "../graph/resource-graph.ts";
import { compositeAlarmType, logGroupType, metricAlarmType } from "../graph/types/cloudwatch.ts";
import type { LambdaService } from "../lambda/types.ts";

/** CloudWatch keeps minutes for 15 days; here a few hours are enough to look at. */
const keptMinutes = 180;
const minute = 60_000;

/** Puts the log groups, the alarms and the invocations behind CloudWatch's APIs. */
export function wireWatching(graph: ResourceGraph, aws: Aws, lambda: LambdaService): void {
  for (const { inputs } of graph.of(logGroupType)) {
    aws.logs.createGroup({ name: inputs.name, retentionDays: inputs.retentionInDays });
  }
  const invocations = countInvocations(lambda);
  aws.attachCloudWatch({ alarms: () => alarmsOf(graph), queues: () => aws.sqs.stats(), invocations });
}

function countInvocations(lambda: LambdaService) {
  const counts = new Map<string, Map<number, { count: number; errors: number }>>();
  lambda.onInvocation(({ functionName, at, ok }) => {
    const minutes = counts.get(functionName) ?? new Map<number, { count: number; errors: number }>();
    counts.set(functionName, minutes);
    const start = Math.floor(at / minute) * minute;
    const { count, errors } = minutes.get(start) ?? { count: 0, errors: 0 };
    minutes.set(start, { count: count + 1, errors: errors + (ok ? 0 : 1) });
    for (const old of minutes.keys()) if (old < start - keptMinutes * minute) minutes.delete(old);
  });
  return (functionName: string, from: number, to: number) => {
    const inside = [...(counts.get(functionName) ?? [])].filter(([at]) => at >= from && at < to);
    return {
      count: inside.reduce((sum, [, { count }]) => sum + count, 0),
      errors: inside.reduce((sum, [, { errors }]) => sum + errors, 0),
    };
  };
}

function alarmsOf(graph: ResourceGraph): AlarmSummary[] {
  const metrics = graph.of(metricAlarmType).map((alarm): AlarmSummary => {
    const { name, alarmDescription: description, namespace, metricName, threshold, comparisonOperator } = alarm.inputs;
    const { period, evaluationPeriods, datapointsToAlarm, treatMissingData, statistic } = alarm.inputs;
    return {
      kind: "metric",
      name,
      arn: textOutput(alarm, "arn"),
      description,
      details: {
        Namespace: namespace,
        MetricName: metricName,
        Statistic: statistic,
        Period: period,
        EvaluationPeriods: evaluationPeriods,
        DatapointsToAlarm: datapointsToAlarm,
        Threshold: threshold,
        ComparisonOperator: comparisonOperator,
        TreatMissingData: treatMissingData,
      },
    };
  });
  const composites = graph.of(compositeAlarmType).map((alarm): AlarmSummary => {
    const { alarmName: name, alarmDescription: description, alarmRule, alarmActions } = alarm.inputs;
    const details = { AlarmRule: alarmRule, AlarmActions: alarmActions };
    return { kind: "composite", name, arn: textOutput(alarm, "arn"), description, details };
  });
  return [...metrics, ...composites];
}
