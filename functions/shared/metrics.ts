import { createMetricsLogger, Unit } from "aws-embedded-metrics";
import { requireEnvironment } from "./environment.ts";
import { type DimensionsOf, metricCatalogue, type MetricName, metricNamespace } from "./metric-catalogue.ts";

/** Collects a function's metrics during an invocation and writes them at its end. */
export interface Metrics {
  /** Adds to a count of the catalogue (default 1). */
  count<Name extends MetricName>(name: Name, dimensions: DimensionsOf<Name>, value?: number): void;
  /** Records one observation: a duration, an amount. */
  observe<Name extends MetricName>(name: Name, value: number, dimensions: DimensionsOf<Name>): void;
  /** Writes what was collected as embedded-metric lines on stdout; to be awaited before the function answers. */
  flush(): Promise<void>;
}

interface Group {
  /** In the catalogue's order. */
  readonly dimensions: readonly (readonly [string, string])[];
  readonly counts: Map<MetricName, number>;
  readonly observations: [MetricName, number][];
}

/** Metrics in CloudWatch's embedded metric format. */
export function createMetrics(stage = requireEnvironment("STAGE")): Metrics {
  let groups = new Map<string, Group>();

  // One line per set of dimension values: a line's dimensions apply to all metrics in it.
  const groupOf = (name: MetricName, given: Readonly<Record<string, string>>): Group => {
    const dimensions: [string, string][] = metricCatalogue[name].dimensions.map((each) => [each, given[each] ?? ""]);
    const key = JSON.stringify(dimensions);
    const group = groups.get(key) ?? { dimensions, counts: new Map(), observations: [] };
    groups.set(key, group);
    return group;
  };

  return {
    count(name, dimensions, value = 1) {
      const { counts } = groupOf(name, dimensions);
      counts.set(name, (counts.get(name) ?? 0) + value);
    },
    observe(name, value, dimensions) {
      groupOf(name, dimensions).observations.push([name, value]);
    },
    async flush() {
      const pending = groups;
      groups = new Map();
      for (const group of pending.values()) {
        await write(stage, group);
      }
    },
  };
}

async function write(stage: string, group: Group): Promise<void> {
  const logger = createMetricsLogger();
  logger.setNamespace(metricNamespace);
  logger.setDimensions(dimensionSets([["Stage", stage], ...group.dimensions]), false);
  for (const [name, value] of [...group.counts, ...group.observations]) {
    logger.putMetric(name, value, unitOf(name));
  }
  await logger.flush();
}

/** Totals besides the parts, because an alarm cannot add up: for A and B the sets {A} and {A, B}. */
function dimensionSets(entries: readonly (readonly [string, string])[]): Record<string, string>[] {
  return entries.map((_, last) => Object.fromEntries(entries.slice(0, last + 1)));
}

const units = { Count: Unit.Count, Seconds: Unit.Seconds, None: Unit.None } as const;

function unitOf(name: MetricName): Unit {
  return units[metricCatalogue[name].unit];
}
