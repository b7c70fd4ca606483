import type { MetricDataQuery } from "@aws-sdk/client-cloudwatch";
import * as v from "valibot";

const label = v.exactOptional(v.string());
const limit = v.object({ label, value: v.number() });
const row = v.array(v.union([v.string(), v.record(v.string(), v.unknown())]));

/** The parts of a dashboard's body that the console draws; CloudWatch's other members are not used by the program. */
const widgetSchema = v.object({
  type: v.picklist(["text", "metric", "alarm"]),
  x: v.number(),
  y: v.number(),
  width: v.number(),
  height: v.number(),
  properties: v.object({
    title: v.exactOptional(v.string()),
    markdown: v.exactOptional(v.string()),
    alarms: v.exactOptional(v.array(v.string())),
    metrics: v.exactOptional(v.array(row)),
    period: v.exactOptional(v.number()),
    view: v.exactOptional(v.picklist(["timeSeries", "singleValue"])),
    stacked: v.exactOptional(v.boolean()),
    setPeriodToTimeRange: v.exactOptional(v.boolean()),
    yAxis: v.exactOptional(v.object({ left: v.exactOptional(v.object({ label, min: v.exactOptional(v.number()) })) })),
    annotations: v.exactOptional(v.object({ horizontal: v.exactOptional(v.array(limit)) })),
  }),
});
export const bodySchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ start: v.exactOptional(v.string()), widgets: v.array(widgetSchema) }),
);

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html */
export type Widget = v.InferOutput<typeof widgetSchema>;

const renderingSchema = v.object({
  id: v.exactOptional(v.string()),
  label,
  stat: v.exactOptional(v.string()),
  expression: v.exactOptional(v.string()),
  visible: v.exactOptional(v.boolean()),
});

/**
 * The widget's metrics as GetMetricData is asked for them.
 * @param periodSeconds in the place of the widget's own, also in its searches
 */
export function widgetQueries({ properties }: Widget, periodSeconds: number): MetricDataQuery[] {
  return (properties.metrics ?? []).map((entries, index) => {
    const last = entries.at(-1);
    const rendering = v.parse(renderingSchema, typeof last === "object" ? last : {});
    const names = entries.filter((entry) => typeof entry === "string");
    const { id = `row_${String(index)}`, expression, visible = true } = rendering;
    const shown = {
      Id: id,
      ReturnData: visible,
      ...(rendering.label === undefined ? {} : { Label: rendering.label }),
    };
    if (expression !== undefined) {
      return { ...shown, Expression: searchedAt(expression, periodSeconds), Period: periodSeconds };
    }
    const [Namespace, MetricName, ...dimensions] = names;
    return {
      ...shown,
      MetricStat: {
        Metric: { Namespace, MetricName, Dimensions: pairs(dimensions) },
        Period: periodSeconds,
        Stat: rendering.stat ?? "Average",
      },
    };
  });
}

/** SEARCH names its period itself, as its last argument. */
function searchedAt(expression: string, periodSeconds: number): string {
  return expression.replaceAll(/(?<before>SEARCH\([^)]*, )\d+(?=\))/gu, `$<before>${String(periodSeconds)}`);
}

function pairs(flat: readonly string[]): { Name: string; Value: string }[] {
  return flat.flatMap((Name, index) => (index % 2 === 0 ? [{ Name, Value: flat[index + 1] ?? "" }] : []));
}
