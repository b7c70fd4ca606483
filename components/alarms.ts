import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { severities, type AlarmDefinition, type Severity } from "./monitoring/alarm.ts";
import { alarmsOf } from "./monitoring/alarms/index.ts";
import { isWatched } from "./monitoring/lean.ts";
import type { Metric } from "./monitoring/metrics.ts";
import { runbookAddress, runbookIndex } from "./monitoring/runbooks.ts";
import type { WatchedSystem } from "./monitoring/system.ts";
import { thresholdsOf } from "./monitoring/thresholds.ts";
import type { Stack } from "./stack.ts";

type Name = pulumi.Input<string>;

export interface AlarmsArgs {
  readonly stack: Stack;
  readonly system: WatchedSystem<Name>;
  readonly alertTopicArn: Name;
}

/**
 * The alarms of a stack. Each one shows its state; what notifies the alert topic is one composite alarm per severity, so
 * that a failure that rings ten alarms sends one message, and the few that must not wait for others.
 */
export class Alarms extends pulumi.ComponentResource {
  /** Of the single alarms, for a dashboard to show those that ring. */
  readonly arns: readonly pulumi.Output<string>[];
  /** Names of those that take a function's new version back, by the function's name among `functionsOf`. */
  readonly rollingBack: ReadonlyMap<string, readonly pulumi.Output<string>[]>;

  constructor(name: string, args: AlarmsArgs, options?: pulumi.ComponentResourceOptions) {
    super("order-processing-system:alarm:Alarms", name, {}, options);
    const { settings } = args.stack;
    const definitions = alarmsOf(args.system, thresholdsOf(settings)).filter((definition) =>
      isWatched(settings.monitoring, definition),
    );
    const alarms = definitions.map((definition) => ({
      ...definition,
      alarm: new aws.cloudwatch.MetricAlarm(
        definition.name,
        { ...alarmArgs(definition), ...(definition.alone === true ? notifying(args.alertTopicArn) : {}) },
        { parent: this },
      ),
    }));
    for (const severity of severities) {
      const children = alarms
        .filter((each) => each.severity === severity && each.alone === undefined && each.silent === undefined)
        .map(({ alarm }) => alarm.name);
      if (children.length > 0) this.#notify(severity, children, args);
    }
    const backs = alarms.flatMap(({ alarm, rollsBack = [] }) => rollsBack.map((role) => ({ role, name: alarm.name })));
    this.rollingBack = new Map(
      [...Map.groupBy(backs, ({ role }) => role)].map(([role, all]) => [role, all.map((each) => each.name)]),
    );
    this.arns = alarms.map(({ alarm }) => alarm.arn);
    this.registerOutputs({});
  }

  #notify(severity: Severity, children: readonly pulumi.Output<string>[], { stack, alertTopicArn }: AlarmsArgs): void {
    new aws.cloudwatch.CompositeAlarm(
      `${severity}-alarms`,
      {
        alarmName: `${stack.project}-${stack.stage}-${severity}`,
        alarmDescription: `${meanings[severity]} Runbooks: ${runbookIndex}`,
        alarmRule: pulumi.all([...children]).apply((names) => names.map((each) => `ALARM("${each}")`).join(" OR ")),
        ...notifying(alertTopicArn),
      },
      { parent: this },
    );
  }
}

const notifying = (topicArn: Name) => ({ alarmActions: [topicArn], okActions: [topicArn] });

const meanings: Readonly<Record<Severity, string>> = {
  critical: "Events or money are lost or stuck: look now.",
  warning: "Something will break or somebody waits: look today.",
};

const operators = { "at least": "GreaterThanOrEqualToThreshold", below: "LessThanThreshold" } as const;

function alarmArgs(definition: AlarmDefinition<Name>): aws.cloudwatch.MetricAlarmArgs {
  const { signal, periodSeconds } = definition;
  const [datapointsToAlarm, evaluationPeriods] = definition.periods;
  return {
    alarmDescription: `${definition.meaning} Runbook: ${runbookAddress(definition.runbook)}`,
    comparisonOperator: operators[definition.comparison],
    threshold: definition.threshold,
    evaluationPeriods,
    datapointsToAlarm,
    treatMissingData: definition.missingData,
    ...("expression" in signal
      ? {
          metricQueries: [
            { id: signal.id, expression: signal.expression, label: definition.name, returnData: true },
            ...Object.entries(signal.inputs).map(([id, metric]) => ({ id, metric: queryArgs(metric, periodSeconds) })),
          ],
        }
      : { ...metricArgs(signal), ...statisticArgs(signal), period: periodSeconds }),
  };
}

function queryArgs(metric: Metric<Name>, period: number) {
  return { ...metricArgs(metric), stat: metric.statistic, period };
}

function metricArgs({ namespace, name, dimensions }: Metric<Name>) {
  return { namespace, metricName: name, ...(Object.keys(dimensions).length === 0 ? {} : { dimensions }) };
}

function statisticArgs({ statistic }: Metric<Name>) {
  return statistic.startsWith("p") ? { extendedStatistic: statistic } : { statistic };
}
