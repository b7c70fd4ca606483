import type { Clock } from "../../../clock.ts";
import type { Windows } from "../metrics/series.ts";
import type { MetricStore } from "../metrics/store.ts";
import { Queries } from "../query/metric-query.ts";
import { comparisons, type AlarmState, type MetricAlarm } from "./definition.ts";
import { extraPeriods, judge, type Datapoint } from "./judge.ts";

export interface Verdict {
  readonly state: AlarmState;
  readonly reason: string;
  readonly reasonData: Readonly<Record<string, unknown>>;
}

/**
 * Looks at an alarm's latest periods.
 * @param end epoch milliseconds at which the latest period ends
 * @param current its state; a reason is written for another one alone, because it takes longer than the rest
 * @returns undefined to keep the state
 */
export function evaluateAlarm(
  alarm: MetricAlarm,
  store: MetricStore,
  clock: Pick<Clock, "real">,
  end: number,
  current: AlarmState,
): Verdict | undefined {
  const length = clock.real(alarm.periodSeconds * 1000);
  const count = alarm.evaluationPeriods + extraPeriods;
  const windows: Windows = { first: end - count * length, length, count };
  const { points: values } = new Queries(alarm.queries, store, () => windows).evaluate(alarm.watched);
  const { breaches } = comparisons[alarm.comparison];
  const points = Array.from({ length: count }, (_, place): Datapoint => {
    const value = values.get(place);
    return value === undefined ? undefined : breaches(value, alarm.threshold) ? "breaching" : "within";
  });
  const state = judge(points, alarm);
  if (state === undefined || state === current) return undefined;
  const recent = [...values].toSorted(([one], [other]) => other - one).slice(0, alarm.evaluationPeriods);
  const described = recent.map(([place, value]) => ({ value, at: windows.first + place * length }));
  return { state, reason: reasonOf(alarm, state, described), reasonData: reasonDataOf(alarm, described, end) };
}

interface Described {
  readonly value: number;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** In CloudWatch's words. */
function reasonOf(alarm: MetricAlarm, state: AlarmState, recent: readonly Described[]): string {
  const { evaluationPeriods: n, datapointsToAlarm: m, missingData } = alarm;
  const { text, breaches } = comparisons[alarm.comparison];
  const threshold = withDecimal(alarm.threshold);
  const points = (count: number): string => `${String(count)} datapoint${count === 1 ? "" : "s"}`;
  if (recent.length === 0) {
    const treated = { breaching: "[Breaching]", notBreaching: "[NonBreaching]", missing: "[Missing]", ignore: "" };
    const none = `no datapoints were received for ${String(n)} period${n === 1 ? "" : "s"}`;
    if (state === "INSUFFICIENT_DATA") return `Insufficient Data: ${points(n)} were unknown.`;
    return `Threshold Crossed: ${none} and ${n === 1 ? "1 missing datapoint was" : `${String(n)} missing datapoints were`} treated as ${treated[missingData]}.`;
  }
  const breaching = recent.filter(({ value }) => breaches(value, alarm.threshold));
  const shown = (state === "ALARM" ? breaching : recent.filter((each) => !breaching.includes(each))).slice(0, 5);
  const list = shown.map(({ value, at }) => `${withDecimal(value)} (${shortTime(at)})`).join(", ");
  const were = `${shown.length === 1 ? "was" : "were"}${state === "ALARM" ? "" : " not"}`;
  const minimum =
    state === "ALARM"
      ? `(minimum ${points(m)} for OK -> ALARM transition)`
      : `(minimum ${points(n - m + 1)} for ALARM -> OK transition)`;
  const outOf = `${String(shown.length)} out of the last ${points(recent.length)}`;
  return `Threshold Crossed: ${outOf} [${list}] ${were} ${text} the threshold (${threshold}) ${minimum}.`;
}

function reasonDataOf(alarm: MetricAlarm, recent: readonly Described[], end: number): Record<string, unknown> {
  const query = alarm.queries.find(({ id }) => id === alarm.watched);
  return {
    version: "1.0",
    queryDate: awsTime(end),
    ...(recent.length === 0 ? {} : { startDate: awsTime(Math.min(...recent.map(({ at }) => at))) }),
    ...(query !== undefined && "statistic" in query ? { statistic: query.statistic } : {}),
    period: alarm.periodSeconds,
    recentDatapoints: recent.map(({ value }) => value).toReversed(),
    threshold: alarm.threshold,
    evaluatedDatapoints: recent.map(({ value, at }) => ({ timestamp: awsTime(at), value })),
  };
}

/** `1.0`, as Java writes a double. */
function withDecimal(value: number): string {
  return Number.isInteger(value) ? value.toFixed(1) : String(value);
}

/** `25/11/26 14:05:00` */
function shortTime(at: number): string {
  const [date = "", time = ""] = new Date(at).toISOString().split("T");
  const [year = "", month = "", day = ""] = date.split("-");
  return `${day}/${month}/${year.slice(2)} ${time.slice(0, 8)}`;
}

/** `2026-11-25T14:05:00.000+0000` */
export function awsTime(at: number): string {
  return new Date(at).toISOString().replace("Z", "+0000");
}
