import type { Metric, MetricByValue, MetricMath } from "./metrics.ts";
import type { Runbook } from "./runbooks.ts";

/** What a graph draws: a metric, a calculation, or a metric's values one by one. */
export type Series<Name> =
  | { readonly kind: "metric"; readonly label: string; readonly metric: Metric<Name> }
  | { readonly kind: "math"; readonly label: string; readonly math: MetricMath<Name> }
  | { readonly kind: "by-value"; readonly metric: MetricByValue };

/** A threshold, drawn as a horizontal line. */
export interface Limit {
  readonly label: string;
  readonly value: number;
}

export interface Graph<Name> {
  readonly kind: "graph";
  readonly title: string;
  /** Of the vertical axis. */
  readonly unit: string;
  readonly series: readonly Series<Name>[];
  readonly limits: readonly Limit[];
  /** Parts of a whole, one on top of the other. */
  readonly stacked: boolean;
}

/** Totals over the time that the dashboard shows. */
export interface Figures<Name> {
  readonly kind: "figures";
  readonly title: string;
  readonly series: readonly Series<Name>[];
}

interface RingingAlarms<Name> {
  readonly kind: "ringing-alarms";
  readonly title: string;
  readonly arns: readonly Name[];
}

export type Widget<Name> = Graph<Name> | Figures<Name> | RingingAlarms<Name>;

/** A part of the page: what it is about, where to read on, and its widgets, three in a row. */
export interface Section<Name> {
  readonly title: string;
  readonly text: string;
  readonly runbooks: readonly Runbook[];
  readonly widgets: readonly Widget<Name>[];
}

/** A dashboard as plain values, top to bottom; {@link Metric} explains `Name`. */
export interface DashboardDefinition<Name> {
  readonly name: "operations" | "business";
  readonly periodSeconds: number;
  /** How far it looks back at first: an ISO duration with a minus, such as `-PT3H`. */
  readonly start: string;
  readonly sections: readonly Section<Name>[];
}

export function line<Name>(label: string, metric: Metric<Name>): Series<Name> {
  return { kind: "metric", label, metric };
}

export function calculated<Name>(label: string, math: MetricMath<Name>): Series<Name> {
  return { kind: "math", label, math };
}

export function byValue(metric: MetricByValue): Series<never> {
  return { kind: "by-value", metric };
}

export function graph<Name>(
  title: string,
  unit: string,
  series: readonly Series<Name>[],
  { limits = [], stacked = false }: { readonly limits?: readonly Limit[]; readonly stacked?: boolean } = {},
): Graph<Name> {
  return { kind: "graph", title, unit, series, limits, stacked };
}

export function figures<Name>(title: string, series: readonly Series<Name>[]): Figures<Name> {
  return { kind: "figures", title, series };
}
