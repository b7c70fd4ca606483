import { requireEnvironment } from "./environment.ts";
import { embeddedMetricLines, type MetricGroup } from "./embedded-metrics.ts";
import { type DimensionsOf, metricCatalogue, type MetricName } from "./metric-catalogue.ts";

/** Collects a function's metrics during an invocation and writes them at its end. */
export interface Metrics {
  /** Adds to a count of the catalogue (default 1). */
  count<Name extends MetricName>(name: Name, dimensions: DimensionsOf<Name>, value?: number): void;
  /** Records one observation: a duration, an amount. */
  observe<Name extends MetricName>(name: Name, value: number, dimensions: DimensionsOf<Name>): void;
  /** Writes what was collected as embedded-metric lines on stdout; to be called before the function answers. */
  flush(): void;
}

/** Metrics in CloudWatch's embedded metric format. */
export function createMetrics(stage = requireEnvironment("STAGE")): Metrics {
  let groups = new Map<string, MetricGroup>();

  const valuesOf = (name: MetricName, given: Readonly<Record<string, string>>): number[] => {
    const dimensions = metricCatalogue[name].dimensions.map((each) => [each, given[each] ?? ""] as const);
    const key = JSON.stringify(dimensions);
    const group = groups.get(key) ?? { dimensions: [["Stage", stage], ...dimensions], values: new Map() };
    groups.set(key, group);
    const values = group.values.get(name) ?? [];
    group.values.set(name, values);
    return values;
  };

  return {
    count(name, dimensions, value = 1) {
      const values = valuesOf(name, dimensions);
      values[0] = (values[0] ?? 0) + value;
    },
    observe(name, value, dimensions) {
      valuesOf(name, dimensions).push(value);
    },
    flush() {
      const pending = [...groups.values()];
      groups = new Map();
      // Not by the console: under Lambda's JSON log format it would wrap the line, and CloudWatch read no metrics.
      for (const line of embeddedMetricLines(pending, Date.now())) process.stdout.write(`${line}\n`);
    },
  };
}
