import { metricCatalogue, type MetricName, metricNamespace } from "../../functions/shared/metric-catalogue.ts";

export type Statistic = "Sum" | "Average" | "Maximum" | `p${number}`;

/**
 * One metric under one statistic. `Name` is what names a resource: a `string` where all is known, an Input in the
 * program. Dimensions are in the order of their definition, which is the order of CloudWatch's arrays.
 */
export interface Metric<Name> {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, Name | string>>;
  readonly statistic: Statistic;
}

/**
 * Metric math. The inputs' ids are unique in a widget, begin with a small letter, and appear in the expression.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 */
export interface MetricMath<Name> {
  readonly id: string;
  readonly expression: string;
  readonly inputs: Readonly<Record<string, Metric<Name>>>;
}

/** A metric is emitted by its first dimension, by its first two, and so on: those sets, and no others, can be read. */
type Leading<Names extends readonly string[]> = Names extends readonly [
  infer First extends string,
  ...infer Rest extends readonly string[],
]
  ? { readonly [Other in Names[number]]?: never } | (Readonly<Record<First, string>> & Leading<Rest>)
  : unknown;

type DimensionsRead<Name extends MetricName> = (typeof metricCatalogue)[Name]["dimensions"] extends readonly []
  ? Readonly<Record<string, never>>
  : Leading<(typeof metricCatalogue)[Name]["dimensions"]>;

export function businessMetrics(stage: string) {
  return <Name extends MetricName>(
    name: Name,
    statistic: Statistic,
    ...[dimensions]: [] | [DimensionsRead<Name>]
  ): Metric<never> => ({
    namespace: metricNamespace,
    name,
    dimensions: { Stage: stage, ...texts(dimensions) },
    statistic,
  });
}

function texts(given: unknown): Record<string, string> {
  const entries: [string, unknown][] = typeof given === "object" && given !== null ? Object.entries(given) : [];
  return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
}

/** A metric split by its own dimensions: one line for each set of values that there is, known beforehand or not. */
export interface MetricByValue {
  readonly namespace: string;
  readonly name: string;
  readonly shared: Readonly<Record<string, string>>;
  readonly by: readonly string[];
  readonly statistic: Statistic;
}

type SplitMetricName = {
  [Name in MetricName]: (typeof metricCatalogue)[Name]["dimensions"] extends readonly [] ? never : Name;
}[MetricName];

/** For dimensions whose values nobody lists here: currencies, causes, event types. */
export function metricByValue(stage: string, name: SplitMetricName, statistic: Statistic): MetricByValue {
  const by = metricCatalogue[name].dimensions;
  return { namespace: metricNamespace, name, shared: { Stage: stage }, by, statistic };
}

/** Ids in metric math begin with a small letter and hold letters, digits and underscores. */
export function mathId(...parts: readonly string[]): string {
  return parts
    .map((part) => part.replaceAll(/[^A-Za-z0-9]/gu, "_"))
    .join("_")
    .toLowerCase();
}

/** How many of a hundred; no data where there was nothing to divide by. */
export function percentage<Name>(id: string, part: Metric<Name>, whole: Metric<Name>): MetricMath<Name> {
  return {
    id,
    expression: `100 * FILL(${id}_part, 0) / ${id}_whole`,
    inputs: { [`${id}_part`]: part, [`${id}_whole`]: whole },
  };
}

/** The rest of a whole without its part; each is there only when it is not zero. */
export function rest<Name>(id: string, whole: Metric<Name>, part: Metric<Name>): MetricMath<Name> {
  return {
    id,
    expression: `FILL(${id}_whole, 0) - FILL(${id}_part, 0)`,
    inputs: { [`${id}_whole`]: whole, [`${id}_part`]: part },
  };
}

/** The sum of metrics, each of which is there only when it is not zero. */
export function total<Name>(id: string, metrics: readonly Metric<Name>[]): MetricMath<Name> {
  const inputs = Object.fromEntries(metrics.map((metric, index): [string, Metric<Name>] => [`${id}_${index}`, metric]));
  return {
    id,
    expression: Object.keys(inputs)
      .map((input) => `FILL(${input}, 0)`)
      .join(" + "),
    inputs,
  };
}
