import { Timestamp } from "../../../gateway/timestamp.ts";
import type { Input, Operation } from "../../../gateway/types.ts";
import { paginate } from "../../../paginate.ts";
import type { Series } from "../metrics/series.ts";
import type { MetricStore } from "../metrics/store.ts";
import { getMetricData } from "./get-metric-data.ts";
import { invalid } from "./invalid.ts";
import { refuseOthers } from "../../../input.ts";
import { read, readMetric, readPeriod, readTime } from "./read-input.ts";
import { statisticOf } from "./statistic.ts";

const mostListed = 500;

export function metricOperations(store: MetricStore): Record<string, Operation> {
  return {
    GetMetricData: (input) => ({ ...getMetricData(input, store) }),
    GetMetricStatistics: (input) => getMetricStatistics(input, store),
    ListMetrics(input) {
      refuseOthers("cloudwatch:ListMetrics", input, ["Namespace", "MetricName", "Dimensions", "NextToken"]);
      const listed = [...store.all()].filter((series) => fits(series, input));
      const { page, ...more } = paginate(listed, mostListed, read.optionalText(input, "NextToken"));
      return { Metrics: page.map(described), ...more };
    },
  };
}

function fits({ id }: Series, input: Input): boolean {
  const [namespace, name] = [read.optionalText(input, "Namespace"), read.optionalText(input, "MetricName")];
  return (
    (namespace === undefined || id.namespace === namespace) &&
    (name === undefined || id.name === name) &&
    read.objects(input, "Dimensions").every((dimension) => {
      const own = id.dimensions[read.text(dimension, "Name")];
      return own !== undefined && own === (read.optionalText(dimension, "Value") ?? own);
    })
  );
}

function described({ id }: Series): object {
  const { namespace, name, dimensions } = id;
  const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
  return { Namespace: namespace, MetricName: name, Dimensions };
}

function getMetricStatistics(input: Input, store: MetricStore): Record<string, unknown> {
  const known = ["Namespace", "MetricName", "Dimensions", "StartTime", "EndTime", "Period"];
  refuseOthers("cloudwatch:GetMetricStatistics", input, [...known, "Statistics", "ExtendedStatistics"]);
  const metric = readMetric(input);
  const length = readPeriod(input) * 1000;
  const first = Math.floor(readTime(input, "StartTime") / length) * length;
  const count = Math.ceil((readTime(input, "EndTime") - first) / length);
  if (count < 1) throw invalid("StartTime must be before EndTime");
  const plain = read.texts(input, "Statistics");
  const extended = read.texts(input, "ExtendedStatistics");
  if (plain.length + extended.length === 0) throw invalid("Statistics or ExtendedStatistics is required");
  const found = [...(store.find(metric)?.read({ first, length, count }) ?? [])];
  const datapoints = found.map(([place, values]) => {
    const take = (names: string[]) => Object.fromEntries(names.map((name) => [name, statisticOf(name)(values)]));
    const at = { Timestamp: new Timestamp(first + place * length), ...take(plain) };
    return extended.length === 0 ? at : { ...at, ExtendedStatistics: take(extended) };
  });
  return { Label: metric.name, Datapoints: datapoints };
}
