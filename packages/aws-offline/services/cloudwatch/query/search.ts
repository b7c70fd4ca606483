import { notSupported } from "../../../gateway/aws-error.ts";
import type { Series } from "../metrics/series.ts";
import type { MetricStore } from "../metrics/store.ts";

export interface Search {
  readonly namespace: string;
  readonly name: string;
  /** Of the metrics that are found: these and no others. */
  readonly dimensions: readonly string[];
  /** What some of them must be. */
  readonly values: Readonly<Record<string, string>>;
  readonly statistic: string;
  readonly periodSeconds: number;
}

const form = /^SEARCH\(\s*'\{(?<schema>[^}]+)\}(?<terms>[^']*)',\s*'(?<statistic>[\w.]+)',\s*(?<period>\d+)\s*\)$/u;
const term = /^(?:\s*(?<name>\w+)="(?<value>[^"]*)")/u;
const mostFound = 100;

export function isSearch(expression: string): boolean {
  return expression.startsWith("SEARCH(");
}

/**
 * Reads `SEARCH('{Namespace,Dimension,...} MetricName="..." Dimension="..."', 'Statistic', period)`.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/search-expression-syntax.html
 * @throws AwsError for a search of another form
 */
export function parseSearch(expression: string): Search {
  const { schema = "", terms = "", statistic = "", period = "" } = form.exec(expression)?.groups ?? {};
  const [namespace = "", ...dimensions] = schema.split(",").map((part) => part.trim().replaceAll('"', ""));
  const { MetricName: name, ...values } = termsOf(terms, expression);
  if (namespace === "" || name === undefined) throw notSupported(`the search ${expression}`);
  return { namespace, name, dimensions, values, statistic, periodSeconds: Number(period) };
}

function termsOf(terms: string, expression: string): Record<string, string> {
  const found: Record<string, string> = {};
  let rest = terms.trimEnd();
  while (rest !== "") {
    const match = term.exec(rest);
    const { name, value } = match?.groups ?? {};
    if (match === null || name === undefined || value === undefined) throw notSupported(`the search ${expression}`);
    found[name] = value;
    rest = rest.slice(match[0].length);
  }
  return found;
}

/** @returns the metrics, at most as many as CloudWatch returns, in the order of their dimensions' values */
export function find({ namespace, name, dimensions, values }: Search, store: MetricStore): Series[] {
  const wanted = dimensions.toSorted().join();
  return store
    .named(namespace, name)
    .filter(({ id }) => Object.keys(id.dimensions).toSorted().join() === wanted)
    .filter(({ id }) => Object.entries(values).every(([dimension, value]) => id.dimensions[dimension] === value))
    .toSorted((one, other) => (valuesOf(one, dimensions) < valuesOf(other, dimensions) ? -1 : 1))
    .slice(0, mostFound);
}

function valuesOf({ id }: Series, dimensions: readonly string[]): string {
  return dimensions.map((dimension) => id.dimensions[dimension]).join("\n");
}
