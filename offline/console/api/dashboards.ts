import type { MetricDataResult } from "@aws-sdk/client-cloudwatch";
import * as v from "valibot";
import type { Target } from "../../../ops/target.ts";
import { HttpError } from "../http/respond.ts";
import { bodySchema, widgetQueries, type Widget } from "./widget-queries.ts";

/** One line of a graph, or one figure. */
export interface SeriesData {
  readonly label: string;
  /** Epoch seconds, ascending. */
  readonly times: readonly number[];
  readonly values: readonly number[];
}

export interface WidgetData {
  readonly widget: Widget;
  readonly series: readonly SeriesData[];
  /** Seconds. */
  readonly period: number;
  /** What GetMetricData said instead. */
  readonly problem?: string;
}

export interface DashboardData {
  readonly name: string;
  /** Epoch seconds. */
  readonly from: number;
  readonly to: number;
  readonly widgets: readonly WidgetData[];
}

/** CloudWatch returns 1,440 datapoints per query; a graph as wide as the page shows fewer. */
const mostPoints = 360;
const finest = 60;

/**
 * A dashboard of the program, as CloudWatch has it, with the numbers for its widgets.
 * @param minutes how far back
 */
export async function dashboardData(target: Target, name: string, minutes: number): Promise<DashboardData> {
  if (!target.outputs.dashboardNames.includes(name))
    throw new HttpError(404, `The program declares no dashboard ${name}`);
  const { cloudWatch } = target.clients;
  const { DashboardBody: text } = await cloudWatch.getDashboard({ DashboardName: name });
  const { widgets } = v.parse(bodySchema, text);
  const to = Math.ceil(Date.now() / 1000 / finest) * finest;
  const from = to - minutes * 60;
  return { name, from, to, widgets: await Promise.all(widgets.map((widget) => widgetData(target, widget, from, to))) };
}

async function widgetData(target: Target, widget: Widget, from: number, to: number): Promise<WidgetData> {
  const period = periodOf(widget, to - from);
  const queries = widgetQueries(widget, period);
  if (queries.length === 0) return { widget, series: [], period };
  try {
    const results: MetricDataResult[] = [];
    let token: string | undefined;
    do {
      const page = await target.clients.cloudWatch.getMetricData({
        MetricDataQueries: queries,
        StartTime: new Date(from * 1000),
        EndTime: new Date(to * 1000),
        ScanBy: "TimestampAscending",
        ...(token === undefined ? {} : { NextToken: token }),
      });
      results.push(...(page.MetricDataResults ?? []));
      token = page.NextToken;
    } while (token !== undefined);
    return { widget, series: results.map(seriesOf), period };
  } catch (cause) {
    return { widget, series: [], period, problem: cause instanceof Error ? cause.message : String(cause) };
  }
}

/** A minute where the page has room for it, whatever the widget's own: an offline run is looked at while it is young. */
function periodOf({ properties }: Widget, seconds: number): number {
  if (properties.setPeriodToTimeRange === true) return seconds;
  const needed = Math.ceil(seconds / mostPoints / finest) * finest;
  return Math.max(needed, finest);
}

function seriesOf({ Label: label = "", Timestamps: times = [], Values: values = [] }: MetricDataResult): SeriesData {
  const points = times
    .map((time, index) => [time.getTime() / 1000, values[index] ?? 0] as const)
    .toSorted(([a], [b]) => a - b);
  return { label, times: points.map(([time]) => time), values: points.map(([, value]) => value) };
}
