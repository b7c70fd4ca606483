import type { MetricsContext } from "aws-embedded-metrics/lib/logger/MetricsContext.js";

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html */
interface EmbeddedLine {
  readonly _aws: { readonly CloudWatchMetrics: object[] };
  [field: string]: unknown;
}

/** Of a metric in a line. */
const mostValues = 100;

/** One line for all metrics whose dimensions do not contradict each other: CloudWatch bills a line's bytes. */
export function embeddedLines(contexts: readonly MetricsContext[]): EmbeddedLine[] {
  const lines: EmbeddedLine[] = [];
  for (const context of contexts) add(context, lines);
  return lines;
}

/** @param from the first value of each metric that is in no line yet */
function add(context: MetricsContext, lines: EmbeddedLine[], from = 0): void {
  const metrics = [...context.metrics].filter(([, { values }]) => values.length > from);
  if (metrics.length === 0) return;
  const sets = context.getDimensions();
  const dimensions: Record<string, string> = Object.assign({}, ...sets);
  const takes = (line: EmbeddedLine): boolean =>
    metrics.every(([name]) => !(name in line)) &&
    Object.entries(dimensions).every(([name, value]) => !(name in line) || line[name] === value);
  let line = lines.find(takes);
  if (line === undefined) lines.push((line = { ...dimensions, _aws: { ...context.meta, CloudWatchMetrics: [] } }));
  for (const [name, { values }] of metrics) {
    const some = values.slice(from, from + mostValues);
    line[name] = some.length === 1 ? some[0] : some;
  }
  Object.assign(line, dimensions);
  line["_aws"].CloudWatchMetrics.push({
    Dimensions: sets.map((set: object) => Object.keys(set)),
    Metrics: metrics.map(([Name, { unit: Unit }]) => ({ Name, Unit })),
    Namespace: context.namespace,
  });
  add(context, lines, from + mostValues);
}
