import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { metricCatalogue, metricNamespace } from "../../functions/shared/metric-catalogue.ts";
import { documentedMetrics } from "./aws-metrics.ts";
import type { ReadMetric } from "./dashboard-body.ts";

const functions = fileURLToPath(new URL("../../functions", import.meta.url));

/** The business metrics that some function's source counts or observes. */
export async function emittedMetrics(): Promise<ReadonlySet<string>> {
  const files = (await readdir(functions, { recursive: true })).filter((file) => /(?<!\.test)\.ts$/u.test(file));
  const sources = await Promise.all(files.map((file) => readFile(`${functions}/${file}`, "utf8")));
  const calls = sources.flatMap((source) => [...source.matchAll(/\.(?:count|observe)\(\s*"(?<name>\w+)"/gu)]);
  return new Set(calls.map(({ groups }) => groups?.["name"] ?? ""));
}

/** What is wrong with reading a metric; undefined when somebody emits it like that. */
export function faultOf(metric: ReadMetric): string | undefined {
  const what = `${metric.where}: ${metric.namespace} ${metric.name}`;
  const names = [...Object.keys(metric.dimensions), ...metric.anyOf];
  if (metric.namespace === metricNamespace) {
    const known: ReadonlyMap<string, { readonly dimensions: readonly string[] }> = new Map(
      Object.entries(metricCatalogue),
    );
    const definition = known.get(metric.name);
    if (definition === undefined) return `${what} is not in the catalogue`;
    // Emitted by Stage, by Stage and the first dimension, and so on.
    const emitted = ["Stage", ...definition.dimensions].slice(0, names.length);
    return sameNames(emitted, names) ? undefined : `${what} is not emitted by ${names.join(", ")}`;
  }
  const named = documentedMetrics.filter((each) => each.namespace === metric.namespace && each.metric === metric.name);
  if (named.length === 0) return `${what} is not in AWS's documentation`;
  const documented = named.find(({ dimensions }) => sameNames(dimensions, names));
  if (documented === undefined) return `${what} has no dimensions ${names.join(", ")}`;
  const statistic = metric.statistic.startsWith("p") ? "p" : metric.statistic;
  return documented.statistics.includes(statistic) ? undefined : `${what} has no ${metric.statistic}`;
}

/** A metric's dimensions are a set. */
function sameNames(one: readonly string[], other: readonly string[]): boolean {
  return one.toSorted().join() === other.toSorted().join();
}
