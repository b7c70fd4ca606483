import type { MetricId, Windows } from "../metrics/series.ts";
import type { MetricStore } from "../metrics/store.ts";
import { calculate, type Points } from "./calculate.ts";
import { parseExpression, type Expression } from "./expression.ts";
import { invalid } from "./invalid.ts";
import { statisticOf } from "./statistic.ts";

/** One metric under one statistic, or metric math over others by their ids. */
export type MetricQuery =
  | {
      readonly id: string;
      readonly metric: MetricId;
      readonly statistic: string;
      readonly periodSeconds: number;
    }
  | { readonly id: string; readonly expression: Expression };

export interface Result {
  readonly periodSeconds: number;
  readonly windows: Windows;
  readonly points: Points;
}

/** Evaluates queries over the same stretch of time. */
export class Queries {
  readonly #byId: ReadonlyMap<string, MetricQuery>;
  readonly #store: MetricStore;
  readonly #windowsOf: (periodSeconds: number) => Windows;

  constructor(queries: readonly MetricQuery[], store: MetricStore, windowsOf: (periodSeconds: number) => Windows) {
    this.#byId = new Map(queries.map((query) => [query.id, query]));
    this.#store = store;
    this.#windowsOf = windowsOf;
  }

  /** @throws AwsError for an id that is not there, and for an expression over different periods */
  evaluate(id: string, above: readonly string[] = []): Result {
    const query = this.#byId.get(id);
    if (query === undefined || above.includes(id)) {
      throw invalid(
        `Error in expression: '${id}' is ${query === undefined ? "not an id of the query" : "part of itself"}`,
      );
    }
    if ("metric" in query) return this.#read(query);
    const responses = new Map(
      idsOf(query.expression).map((used): [string, Result] => [used, this.evaluate(used, [...above, id])]),
    );
    const [first] = responses.values();
    if (first === undefined) throw invalid(`Error in expression '${id}': it has no metric`);
    const { periodSeconds, windows } = first;
    if ([...responses.values()].some((other) => other.periodSeconds !== periodSeconds)) {
      throw invalid(`Error in expression '${id}': all its metrics must have the same period offline`);
    }
    const points = calculate(query.expression, windows.count, (used) => responses.get(used)?.points ?? new Map());
    return { periodSeconds, windows, points };
  }

  #read({ metric, statistic, periodSeconds }: Extract<MetricQuery, { metric: MetricId }>): Result {
    const windows = this.#windowsOf(periodSeconds);
    const take = statisticOf(statistic);
    const found = this.#store.find(metric)?.read(windows) ?? new Map();
    const points = new Map([...found].map(([place, values]) => [place, take(values)]));
    return { periodSeconds, windows, points };
  }
}

export function mathQuery(id: string, expression: string): MetricQuery {
  return { id, expression: parseExpression(expression) };
}

function idsOf(expression: Expression): string[] {
  if (expression.kind === "number") return [];
  if (expression.kind === "id") return [expression.id];
  if (expression.kind === "negative") return idsOf(expression.of);
  if (expression.kind === "fill") return [...idsOf(expression.of), ...idsOf(expression.by)];
  return [...idsOf(expression.left), ...idsOf(expression.right)];
}
