import * as v from "valibot";

/**
 * CloudWatch's dashboard body, as far as this project uses it; anything else is refused.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 * Quotas: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html
 */
const text = v.pipe(v.string(), v.minLength(1));
const integer = v.pipe(v.number(), v.integer());
const period = v.pipe(integer, v.multipleOf(60), v.minValue(60));
const statistic = v.pipe(v.string(), v.regex(/^(?:Sum|Average|Maximum|Minimum|SampleCount|p\d{1,2}(?:\.\d+)?)$/u));
const id = v.pipe(v.string(), v.regex(/^[a-z]\w*$/u));

const rendering = v.strictObject({
  id: v.optional(id),
  label: v.optional(text),
  stat: v.optional(statistic),
  visible: v.optional(v.boolean()),
});
const expression = v.strictObject({ id: v.optional(id), expression: v.pipe(text, v.maxLength(1024)), label: text });

/** `[{expression}]`, or namespace, name, at most thirty dimensions by name and value, and the rendering. */
const metricRow = v.union([
  v.strictTuple([expression]),
  v.pipe(
    v.array(v.union([text, rendering])),
    v.check((row) => row.slice(0, -1).every((each) => typeof each === "string"), "names and values are strings"),
    v.check((row) => row.length >= 3 && row.length <= 63 && row.length % 2 === 1, "dimensions are pairs"),
    v.check((row) => typeof row.at(-1) === "object", "the rendering comes last"),
  ),
]);

const position = {
  x: v.pipe(integer, v.minValue(0), v.maxValue(23)),
  y: v.pipe(integer, v.minValue(0)),
  width: v.pipe(integer, v.minValue(1), v.maxValue(24)),
  height: v.pipe(integer, v.minValue(1), v.maxValue(1000)),
};

const metricShared = {
  title: text,
  region: v.pipe(v.string(), v.regex(/^[a-z]{2}(?:-[a-z]+)+-\d$/u)),
  period,
  metrics: v.pipe(v.array(metricRow), v.minLength(1), v.maxLength(500)),
};

const widget = v.variant("type", [
  v.strictObject({ type: v.literal("text"), ...position, properties: v.strictObject({ markdown: text }) }),
  v.strictObject({
    type: v.literal("alarm"),
    ...position,
    properties: v.strictObject({
      title: text,
      alarms: v.pipe(v.array(v.pipe(text, v.startsWith("arn:aws:cloudwatch:"))), v.minLength(1), v.maxLength(100)),
      states: v.array(v.picklist(["ALARM", "INSUFFICIENT_DATA", "OK"])),
    }),
  }),
  v.strictObject({
    type: v.literal("metric"),
    ...position,
    properties: v.variant("view", [
      v.strictObject({ view: v.literal("singleValue"), ...metricShared, setPeriodToTimeRange: v.boolean() }),
      v.strictObject({
        view: v.literal("timeSeries"),
        ...metricShared,
        stacked: v.boolean(),
        yAxis: v.strictObject({ left: v.strictObject({ label: text, min: v.number(), showUnits: v.boolean() }) }),
        annotations: v.optional(
          v.strictObject({ horizontal: v.array(v.strictObject({ label: text, value: v.number() })) }),
        ),
      }),
    ]),
  }),
]);

const bodySchema = v.strictObject({
  start: v.pipe(v.string(), v.regex(/^-P(?:\d+[DW]|T\d+[HM])$/u)),
  periodOverride: v.picklist(["auto", "inherit"]),
  widgets: v.pipe(v.array(widget), v.maxLength(500)),
});

export type DashboardBody = v.InferOutput<typeof bodySchema>;

/** @throws Error that names the place which CloudWatch would refuse */
export function parseDashboardBody(json: string): DashboardBody {
  const parsed = v.safeParse(bodySchema, JSON.parse(json));
  if (parsed.success) return parsed.output;
  throw new Error(parsed.issues.map((issue) => `${v.getDotPath(issue) ?? "body"}: ${issue.message}`).join("\n"));
}

/** A metric as a dashboard or an alarm reads it. */
export interface ReadMetric {
  readonly where: string;
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  /** Dimensions that may have any value, of a search. */
  readonly anyOf: readonly string[];
  readonly statistic: string;
}

/** Every metric that a dashboard reads, searches among them. */
export function metricsOf(body: DashboardBody): ReadMetric[] {
  return body.widgets.flatMap((each) => {
    if (each.type !== "metric") return [];
    const where = each.properties.title;
    return each.properties.metrics.flatMap((row): ReadMetric[] => {
      const last = row.at(-1);
      if (typeof last !== "object") return [];
      if ("expression" in last) return searched(where, last.expression);
      const [namespace = "", name = "", ...pairs] = row.filter((part) => typeof part === "string");
      const dimensions = Object.fromEntries(
        pairs.flatMap((part, index) => (index % 2 === 0 ? [[part, pairs[index + 1] ?? ""]] : [])),
      );
      return [{ where, namespace, name, dimensions, anyOf: [], statistic: last.stat ?? "" }];
    });
  });
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/search-expression-syntax.html */
function searched(where: string, expressionText: string): ReadMetric[] {
  if (!expressionText.includes("SEARCH(")) return [];
  const form = /^SEARCH\('\{(?<schema>[^}]+)\} (?<terms>[^']+)', '(?<statistic>\w+)', \d+\)$/u;
  const found = form.exec(expressionText)?.groups;
  if (found === undefined) throw new Error(`${where}: a search of another form: ${expressionText}`);
  const [namespace = "", ...names] = (found["schema"] ?? "").split(",");
  const terms = [...(found["terms"] ?? "").matchAll(/(?<name>\w+)="(?<value>[^"]+)"/gu)].map(
    ({ groups }): [string, string] => [groups?.["name"] ?? "", groups?.["value"] ?? ""],
  );
  const { MetricName: name = "", ...dimensions } = Object.fromEntries(terms);
  const anyOf = names.filter((each) => !(each in dimensions));
  return [{ where, namespace, name, dimensions, anyOf, statistic: found["statistic"] ?? "" }];
}
