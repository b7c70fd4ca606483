import { metricCatalogue, type MetricName, metricNamespace } from "./metric-catalogue.ts";

/** Values that share all dimensions. */
export interface MetricGroup {
  /** From the total's to the smallest part's: {A}, {A, B} and so on are each a metric of their own. */
  readonly dimensions: readonly (readonly [name: string, value: string])[];
  readonly values: Map<MetricName, number[]>;
}

interface Line {
  readonly fields: Map<string, string | number | readonly number[]>;
  readonly directives: object[];
}

/** CloudWatch takes no more values of a metric in one line. */
const mostValues = 100;

/**
 * Lines in the embedded metric format, as few as it allows: a field has one value in a line, so groups that differ in a
 * dimension's value, or share a metric, stand in lines of their own.
 *
 * aws-embedded-metrics writes a line for each group and tells in each about the function, which log lines tell too: half
 * of the webhook's logs; and each start loads its search for agents.
 *
 * @param at epoch milliseconds
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function embeddedMetricLines(groups: readonly MetricGroup[], at: number): string[] {
  const lines: Line[] = [];
  for (const group of groups.flatMap(inParts)) {
    let line = lines.find(({ fields }) => fits(group, fields));
    if (line === undefined) lines.push((line = { fields: new Map(), directives: [] }));
    add(group, line);
  }
  return lines.map(({ fields, directives }) =>
    JSON.stringify({ _aws: { Timestamp: at, CloudWatchMetrics: directives }, ...Object.fromEntries(fields) }),
  );
}

function inParts(group: MetricGroup): MetricGroup[] {
  const most = Math.max(...[...group.values.values()].map(({ length }) => length));
  if (most <= mostValues) return [group];
  return Array.from({ length: Math.ceil(most / mostValues) }, (_, index) => {
    const start = index * mostValues;
    const parts = [...group.values].map(([name, all]) => [name, all.slice(start, start + mostValues)] as const);
    return { ...group, values: new Map(parts.filter(([, values]) => values.length > 0)) };
  });
}

function fits({ dimensions, values }: MetricGroup, fields: Line["fields"]): boolean {
  const same = dimensions.every(([name, value]) => (fields.get(name) ?? value) === value);
  return same && [...values.keys()].every((name) => !fields.has(name));
}

function add({ dimensions, values }: MetricGroup, { fields, directives }: Line): void {
  for (const [name, value] of dimensions) fields.set(name, value);
  for (const [name, all] of values) fields.set(name, all.length === 1 ? (all[0] ?? 0) : all);
  const names = dimensions.map(([name]) => name);
  directives.push({
    Namespace: metricNamespace,
    Dimensions: names.map((_, last) => names.slice(0, last + 1)),
    Metrics: [...values.keys()].map((name) => ({ Name: name, Unit: metricCatalogue[name].unit })),
  });
}
