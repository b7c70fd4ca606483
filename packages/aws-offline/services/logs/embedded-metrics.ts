import * as v from "valibot";
import type { MetricDatum } from "../../metric.ts";

/**
 * The envelope of a line in the Embedded Metric Format.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
const envelope = v.object({
  _aws: v.object({
    Timestamp: v.number(),
    CloudWatchMetrics: v.array(
      v.object({
        Namespace: v.string(),
        Dimensions: v.array(v.array(v.string())),
        Metrics: v.array(v.object({ Name: v.string(), Unit: v.optional(v.string(), "None") })),
      }),
    ),
  }),
});

/** The metrics in a log line, each by each of its sets of dimensions; none in a line of another form. */
export function embeddedMetrics(line: string): MetricDatum[] {
  if (!line.includes('"_aws"')) return [];
  const fields = parse(line);
  const parsed = v.safeParse(envelope, fields);
  if (!parsed.success || fields === undefined) return [];
  const { Timestamp: at, CloudWatchMetrics: directives } = parsed.output["_aws"];
  return directives.flatMap(({ Namespace: namespace, Dimensions: sets, Metrics: metrics }) =>
    metrics.flatMap(({ Name: name, Unit: unit }) =>
      valuesOf(fields[name]).flatMap((value) =>
        sets.map((set) => ({ namespace, name, value, unit, at, dimensions: dimensionsOf(set, fields) })),
      ),
    ),
  );
}

function valuesOf(value: unknown): number[] {
  return (Array.isArray(value) ? value : [value]).filter((each) => typeof each === "number");
}

function dimensionsOf(set: readonly string[], fields: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(set.map((name) => [name, String(fields[name])]));
}

function parse(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return v.parse(v.record(v.string(), v.unknown()), JSON.parse(line));
  } catch {
    return undefined;
  }
}
