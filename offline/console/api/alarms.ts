import { readFile } from "node:fs/promises";
import { paginateDescribeAlarms, type CompositeAlarm, type MetricAlarm } from "@aws-sdk/client-cloudwatch";
import type { Target } from "../../../ops/target.ts";
import { HttpError } from "../http/respond.ts";

export interface Alarm {
  readonly name: string;
  readonly kind: "metric" | "composite";
  readonly state: string;
  readonly reason: string;
  /** ISO time of the state's last change. */
  readonly since: string | undefined;
  readonly meaning: string;
  /** Of the page in docs/runbooks. */
  readonly runbook: string | undefined;
  /** What is compared with what: `Sum of ApproximateNumberOfMessagesVisible >= 1, 1 of 1 periods of 60 s`. */
  readonly condition: string;
}

export interface AlarmChange {
  readonly at: string;
  readonly alarm: string;
  readonly summary: string;
}

export async function alarmsOf({ clients }: Target): Promise<Alarm[]> {
  const alarms: Alarm[] = [];
  const input = { AlarmTypes: ["MetricAlarm" as const, "CompositeAlarm" as const] };
  for await (const page of paginateDescribeAlarms({ client: clients.cloudWatch }, input)) {
    alarms.push(
      ...(page.MetricAlarms ?? []).map((alarm) => ({
        kind: "metric" as const,
        ...shared(alarm),
        condition: condition(alarm),
      })),
    );
    alarms.push(
      ...(page.CompositeAlarms ?? []).map((alarm) => ({
        kind: "composite" as const,
        ...shared(alarm),
        condition: "any of its alarms rings",
      })),
    );
  }
  return alarms;
}

/** The latest changes first. Empty where CloudWatch keeps none. */
export async function alarmHistory({ clients }: Target): Promise<AlarmChange[]> {
  const { AlarmHistoryItems: items = [] } = await clients.cloudWatch.describeAlarmHistory({
    HistoryItemType: "StateUpdate",
    MaxRecords: 100,
    ScanBy: "TimestampDescending",
  });
  return items.map(({ Timestamp, AlarmName: alarm = "", HistorySummary: summary = "" }) => ({
    at: Timestamp?.toISOString() ?? "",
    alarm,
    summary,
  }));
}

/** A page of docs/runbooks, as Markdown. */
export async function runbook(name: string): Promise<string> {
  if (!/^[a-z-]+$/u.test(name)) throw new HttpError(404, `There is no runbook ${name}`);
  const file = new URL(`../../../docs/runbooks/${name}.md`, import.meta.url);
  return readFile(file, "utf8").catch(() => {
    throw new HttpError(404, `There is no runbook ${name}`);
  });
}

function shared(alarm: MetricAlarm | CompositeAlarm): Omit<Alarm, "kind" | "condition"> {
  const {
    AlarmName: name = "",
    AlarmDescription: description = "",
    StateValue: state = "",
    StateReason: reason = "",
  } = alarm;
  const since = alarm.StateTransitionedTimestamp ?? alarm.StateUpdatedTimestamp;
  const link = /(?<before>[\s\S]*?)\s*Runbooks?: \S*docs\/runbooks\/(?<page>[\w-]+)\.md/u.exec(description);
  return {
    name,
    state,
    reason,
    since: since?.toISOString(),
    meaning: link?.groups?.["before"] ?? description,
    runbook: link?.groups?.["page"],
  };
}

const signs: Readonly<Record<string, string>> = {
  GreaterThanOrEqualToThreshold: "≥",
  GreaterThanThreshold: ">",
  LessThanThreshold: "<",
  LessThanOrEqualToThreshold: "≤",
};

function condition(alarm: MetricAlarm): string {
  const { MetricName, Statistic, ExtendedStatistic, ComparisonOperator = "", Threshold, Period, Metrics } = alarm;
  const expression = Metrics?.find(({ ReturnData }) => ReturnData !== false)?.Expression;
  const signal =
    MetricName === undefined
      ? (expression ?? "metric math")
      : `${Statistic ?? ExtendedStatistic ?? ""} of ${MetricName}`;
  const every = Period ?? Metrics?.find(({ MetricStat }) => MetricStat !== undefined)?.MetricStat?.Period;
  const of = alarm.EvaluationPeriods ?? 1;
  const periods = `${String(alarm.DatapointsToAlarm ?? of)} of ${String(of)} periods${every === undefined ? "" : ` of ${String(every)} s`}`;
  return `${signal} ${signs[ComparisonOperator] ?? ComparisonOperator} ${String(Threshold)}, ${periods}`;
}
