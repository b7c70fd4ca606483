import type { Metric, MetricByValue } from "./metrics.ts";
import { runbookAddress } from "./runbooks.ts";
import type { DashboardDefinition, Section, Series, Widget } from "./widgets.ts";

const gridColumns = 24;
const widgetsInARow = 3;
const headingHeight = 3;
const widgetHeight = 6;

interface Placed {
  readonly type: "text" | "metric" | "alarm";
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: object;
}

/**
 * A dashboard in CloudWatch's form, for JSON.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 */
export function dashboardBody<Name>(definition: DashboardDefinition<Name>, region: Name): object {
  const widgets: Placed[] = [];
  let y = 0;
  for (const section of definition.sections) {
    widgets.push({ type: "text", x: 0, y, width: gridColumns, height: headingHeight, properties: heading(section) });
    y += headingHeight;
    const columns = Math.min(section.widgets.length, widgetsInARow);
    const width = gridColumns / columns;
    for (const [index, widget] of section.widgets.entries()) {
      const place = { x: (index % columns) * width, y: y + Math.floor(index / columns) * widgetHeight };
      widgets.push({ ...place, width, height: widgetHeight, ...shown(widget, definition.periodSeconds, region) });
    }
    y += Math.ceil(section.widgets.length / columns) * widgetHeight;
  }
  return { start: definition.start, periodOverride: "inherit", widgets };
}

function heading<Name>({ title, text, runbooks }: Section<Name>): { readonly markdown: string } {
  const links = runbooks.map((runbook) => `[${runbook}](${runbookAddress(runbook)})`).join(" · ");
  return { markdown: [`## ${title}`, text, ...(links === "" ? [] : [`Runbooks: ${links}`])].join("\n\n") };
}

function shown<Name>(widget: Widget<Name>, period: number, region: Name): Pick<Placed, "type" | "properties"> {
  const { title } = widget;
  if (widget.kind === "ringing-alarms") {
    return { type: "alarm", properties: { title, alarms: widget.arns, states: ["ALARM"] } };
  }
  const shared = { title, region, period, metrics: widget.series.flatMap((each) => rows(each, period)) };
  if (widget.kind === "figures") {
    return { type: "metric", properties: { ...shared, view: "singleValue", setPeriodToTimeRange: true } };
  }
  const { unit, limits, stacked } = widget;
  const yAxis = { left: { label: unit, min: 0, showUnits: false } };
  const annotations = limits.length === 0 ? {} : { annotations: { horizontal: limits } };
  return { type: "metric", properties: { ...shared, view: "timeSeries", stacked, yAxis, ...annotations } };
}

/** A metric is its namespace, its name, its dimensions by name and value, and how it is shown; an expression is alone. */
function rows<Name>(series: Series<Name>, period: number): unknown[][] {
  if (series.kind === "metric") return [row(series.metric, { label: series.label })];
  if (series.kind === "by-value") {
    return [[{ expression: search(series.metric, period), label: valueLabel(series.metric) }]];
  }
  const { id, expression, inputs } = series.math;
  const hidden = Object.entries(inputs).map(([input, metric]) => row(metric, { id: input, visible: false }));
  return [[{ id, expression, label: series.label }], ...hidden];
}

function row<Name>({ namespace, name, dimensions, statistic }: Metric<Name>, rendering: object): unknown[] {
  return [namespace, name, ...Object.entries(dimensions).flat(), { stat: statistic, ...rendering }];
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/search-expression-syntax.html */
function search({ namespace, name, shared, by, statistic }: MetricByValue, period: number): string {
  const schema = [namespace, ...Object.keys(shared), ...by].join(",");
  const terms = Object.entries(shared).map(([dimension, value]) => `${dimension}="${value}"`);
  return `SEARCH('{${schema}} ${[`MetricName="${name}"`, ...terms].join(" ")}', '${statistic}', ${period})`;
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/graph-dynamic-labels.html */
function valueLabel({ by }: MetricByValue): string {
  return by.map((dimension) => `\${PROP('Dim.${dimension}')}`).join(" ");
}
