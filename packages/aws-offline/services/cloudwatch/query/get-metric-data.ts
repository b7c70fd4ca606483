import { Timestamp } from "../../../gateway/timestamp.ts";
import type { Input } from "../../../gateway/types.ts";
import type { MetricId, Windows } from "../metrics/series.ts";
import type { MetricStore } from "../metrics/store.ts";
import { invalid } from "./invalid.ts";
import { labelOf } from "./label.ts";
import { mathQuery, Queries, type Result, type MetricQuery } from "./metric-query.ts";
import { refuseOthers } from "../../../input.ts";
import { read, readMetric, readPeriod, readTime } from "./read-input.ts";
import { find, isSearch, parseSearch } from "./search.ts";

/** CloudWatch's limits. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html */
const mostQueries = 500;
const mostDatapoints = 100_800;

/** One of the `MetricDataQueries`. */
interface Asked {
  readonly id: string;
  readonly label: string | undefined;
  readonly returned: boolean;
  readonly expression: string | undefined;
  readonly query: MetricQuery | undefined;
}

export function getMetricData(input: Input, store: MetricStore): object {
  refuseOthers("cloudwatch:GetMetricData", input, ["MetricDataQueries", "StartTime", "EndTime", "ScanBy"]);
  const windowsOf = windowsBetween(readTime(input, "StartTime"), readTime(input, "EndTime"));
  const asked = read.objects(input, "MetricDataQueries").map(readQuery);
  if (asked.length === 0 || asked.length > mostQueries) {
    throw invalid(`MetricDataQueries must have 1 to ${String(mostQueries)} members`);
  }
  const queries = new Queries(
    asked.flatMap(({ query }) => query ?? []),
    store,
    windowsOf,
  );
  const ascending = read.optionalText(input, "ScanBy") === "TimestampAscending";
  const results = asked
    .filter(({ returned }) => returned)
    .flatMap((one) => resultsOf(one, queries, store, windowsOf))
    .map((one) => result(one, ascending));
  return { MetricDataResults: results, Messages: [] };
}

function readQuery(input: Input): Asked {
  refuseOthers("cloudwatch:GetMetricData", input, ["Id", "MetricStat", "Expression", "Label", "ReturnData", "Period"]);
  const id = read.text(input, "Id");
  const label = read.optionalText(input, "Label");
  const returned = input["ReturnData"] !== false && input["ReturnData"] !== "false";
  const expression = read.optionalText(input, "Expression");
  const stat = read.optionalObject(input, "MetricStat");
  if ((stat === undefined) === (expression === undefined)) {
    throw invalid(`The query ${id} must have either MetricStat or Expression`);
  }
  if (stat !== undefined) {
    const metric = readMetric(read.optionalObject(stat, "Metric") ?? {});
    const query = { id, metric, statistic: read.text(stat, "Stat"), periodSeconds: readPeriod(stat) };
    return { id, label, returned, expression, query };
  }
  const query = expression === undefined || isSearch(expression) ? undefined : mathQuery(id, expression);
  return { id, label, returned, expression, query };
}

interface Labelled extends Result {
  readonly id: string;
  readonly label: string;
}

/** A search has as many results as there are metrics that it finds. */
function resultsOf(
  { id, label, expression, query }: Asked,
  queries: Queries,
  store: MetricStore,
  windowsOf: (periodSeconds: number) => Windows,
): Labelled[] {
  if (query !== undefined && "metric" in query) {
    const own = labelOf(label ?? query.metric.name, query.metric, query.statistic);
    return [{ id, label: own, ...queries.evaluate(id) }];
  }
  if (query !== undefined) return [{ id, label: label ?? id, ...queries.evaluate(id) }];
  const search = parseSearch(expression ?? "");
  const { statistic, periodSeconds } = search;
  return find(search, store).flatMap((series): Labelled[] => {
    const { id: metric } = series;
    const response = new Queries([{ id, metric, statistic, periodSeconds }], store, windowsOf).evaluate(id);
    const own = label === undefined ? usualLabel(metric) : labelOf(label, metric, statistic);
    return response.points.size === 0 ? [] : [{ id, label: own, ...response }];
  });
}

function usualLabel({ name, dimensions }: MetricId): string {
  return [...Object.values(dimensions), name].join(" ");
}

/** Periods begin where whole numbers of them have passed since 1970. */
function windowsBetween(from: number, to: number): (periodSeconds: number) => Windows {
  if (!(from < to)) throw invalid("StartTime must be before EndTime");
  return (periodSeconds) => {
    const length = periodSeconds * 1000;
    const first = Math.floor(from / length) * length;
    const count = Math.ceil((to - first) / length);
    if (count > mostDatapoints) throw invalid(`The query has more than ${String(mostDatapoints)} periods`);
    return { first, length, count };
  };
}

function result({ id, label, windows, points }: Labelled, ascending: boolean): object {
  const ordered = [...points].toSorted(([one], [other]) => (ascending ? one - other : other - one));
  return {
    Id: id,
    Label: label,
    StatusCode: "Complete",
    Timestamps: ordered.map(([place]) => new Timestamp(windows.first + place * windows.length)),
    Values: ordered.map(([, value]) => value),
  };
}
