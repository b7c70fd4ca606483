import { notSupported } from "../../../gateway/aws-error.ts";
import { Timestamp } from "../../../gateway/timestamp.ts";
import type { Input, Operation } from "../../../gateway/types.ts";
import { isObject, refuseOthers } from "../../../input.ts";
import { paginate } from "../../../paginate.ts";
import { invalid } from "../query/invalid.ts";
import { read, readTime } from "../query/read-input.ts";
import type { Alarms } from "./alarms.ts";
import type { Alarm, AlarmState } from "./definition.ts";
import type { HistoryItem } from "./history.ts";

const mostListed = 100;
const typeOf = { metric: "MetricAlarm", composite: "CompositeAlarm" } as const;

export function alarmOperations(alarms: Alarms): Record<string, Operation> {
  return {
    DescribeAlarms: (input) => describeAlarms(alarms, input),
    DescribeAlarmHistory: (input) => describeHistory(alarms, input),
    async SetAlarmState(input) {
      refuseOthers("cloudwatch:SetAlarmState", input, ["AlarmName", "StateValue", "StateReason", "StateReasonData"]);
      const data: unknown = JSON.parse(read.optionalText(input, "StateReasonData") ?? "{}");
      if (!isObject(data)) throw invalid("StateReasonData must be a JSON object");
      const verdict = { state: readState(input), reason: read.text(input, "StateReason"), reasonData: data };
      await alarms.setState(read.text(input, "AlarmName"), verdict);
      return {};
    },
  };
}

function readState(input: Input): AlarmState {
  const value = read.text(input, "StateValue");
  if (value === "OK" || value === "ALARM" || value === "INSUFFICIENT_DATA") return value;
  throw invalid(`StateValue must be OK, ALARM or INSUFFICIENT_DATA`);
}

function describeAlarms(alarms: Alarms, input: Input): Record<string, unknown> {
  const known = [
    "AlarmNames",
    "AlarmNamePrefix",
    "AlarmTypes",
    "StateValue",
    "ActionPrefix",
    "MaxRecords",
    "NextToken",
  ];
  refuseOthers("cloudwatch:DescribeAlarms", input, known);
  const names = new Set(read.texts(input, "AlarmNames"));
  const prefix = read.optionalText(input, "AlarmNamePrefix") ?? "";
  const asked = read.texts(input, "AlarmTypes");
  const types = new Set<string>(asked.length === 0 ? ["MetricAlarm"] : asked);
  const state = input["StateValue"] === undefined ? undefined : readState(input);
  const actionPrefix = read.optionalText(input, "ActionPrefix");
  const fits = ({ name, kind, actions }: Alarm): boolean =>
    (names.size === 0 || names.has(name)) &&
    (actionPrefix === undefined ||
      [actions.OK, actions.ALARM, actions.INSUFFICIENT_DATA].some((arns) =>
        arns.some((arn) => arn.startsWith(actionPrefix)),
      )) &&
    name.startsWith(prefix) &&
    types.has(typeOf[kind]) &&
    (state === undefined || alarms.standing(name).state === state);
  const { page, ...more } = paginateBy(alarms.all.filter(fits), input);
  const of = (kind: Alarm["kind"]): object[] =>
    page.filter((alarm) => alarm.kind === kind).map((alarm) => described(alarm, alarms));
  return { MetricAlarms: of("metric"), CompositeAlarms: of("composite"), ...more };
}

function described(alarm: Alarm, alarms: Alarms): object {
  const { state, reason, reasonData, updatedAt, changedAt } = alarms.standing(alarm.name);
  return {
    AlarmName: alarm.name,
    AlarmArn: alarm.arn,
    AlarmDescription: alarm.description,
    ActionsEnabled: true,
    OKActions: alarm.actions.OK,
    AlarmActions: alarm.actions.ALARM,
    InsufficientDataActions: alarm.actions.INSUFFICIENT_DATA,
    StateValue: state,
    StateReason: reason,
    StateReasonData: JSON.stringify(reasonData),
    StateUpdatedTimestamp: new Timestamp(updatedAt),
    StateTransitionedTimestamp: new Timestamp(changedAt),
    ...(alarm.kind === "composite" ? { AlarmRule: alarm.rule } : alarm.described),
  };
}

function describeHistory({ history }: Alarms, input: Input): Record<string, unknown> {
  const known = ["AlarmName", "AlarmTypes", "HistoryItemType", "StartDate", "EndDate", "ScanBy"];
  refuseOthers("cloudwatch:DescribeAlarmHistory", input, [...known, "MaxRecords", "NextToken"]);
  const name = read.optionalText(input, "AlarmName");
  const types = new Set(read.texts(input, "AlarmTypes"));
  const itemType = read.optionalText(input, "HistoryItemType");
  if (itemType === "ConfigurationUpdate") throw notSupported(`the history of ${itemType}`);
  const from = input["StartDate"] === undefined ? Number.NEGATIVE_INFINITY : readTime(input, "StartDate");
  const to = input["EndDate"] === undefined ? Number.POSITIVE_INFINITY : readTime(input, "EndDate");
  const found = history.items.filter(
    ({ alarm, type, at }) =>
      (name === undefined || alarm.name === name) &&
      (types.size === 0 || types.has(typeOf[alarm.kind])) &&
      (itemType === undefined || type === itemType) &&
      at >= from &&
      at <= to,
  );
  const ascending = read.optionalText(input, "ScanBy") === "TimestampAscending";
  const { page, ...more } = paginateBy(ascending ? found : found.toReversed(), input);
  return { AlarmHistoryItems: page.map(describedItem), ...more };
}

function describedItem({ alarm, at, type, summary, data }: HistoryItem): object {
  return {
    AlarmName: alarm.name,
    AlarmType: typeOf[alarm.kind],
    Timestamp: new Timestamp(at),
    HistoryItemType: type,
    HistorySummary: summary,
    HistoryData: JSON.stringify(data),
  };
}

function paginateBy<T>(all: readonly T[], input: Input) {
  const limit = read.optionalNumber(input, "MaxRecords") ?? mostListed;
  return paginate(all, limit, read.optionalText(input, "NextToken"));
}
