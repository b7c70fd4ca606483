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
  readonly dimensions: Record<string, string>;
  readonly counts: Map<MetricName, number>;
  readonly observations: [MetricName, number][];
}

/** Metrics in CloudWatch's embedded metric format. */
export function createMetrics(stage = requireEnvironment("STAGE")): Metrics {
  let groups = new Map<string, Group>();

  // One line per set of dimension values: a line's dimensions apply to all metrics in it.
  const groupOf = (dimensions: Record<string, string>): Group => {
    const key = JSON.stringify(Object.entries(dimensions).toSorted(([a], [b]) => (a < b ? -1 : 1)));
    const group = groups.get(key) ?? { dimensions, counts: new Map(), observations: [] };
    groups.set(key, group);
    return group;
  };

  return {
    count(name, dimensions, value = 1) {
      const { counts } = groupOf(dimensions);
      counts.set(name, (counts.get(name) ?? 0) + value);
    },
    observe(name, value, dimensions) {
      groupOf(dimensions).observations.push([name, value]);
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
  logger.setDimensions({ Stage: stage, ...group.dimensions }, false);
  for (const [name, value] of [...group.counts, ...group.observations]) {
    logger.putMetric(name, value, unitOf(name));
  }
  await logger.flush();
}

const units = { Count: Unit.Count, Seconds: Unit.Seconds, None: Unit.None } as const;

function unitOf(name: MetricName): Unit {
  return units[metricCatalogue[name].unit];
}
