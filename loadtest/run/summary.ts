import { readFile } from "node:fs/promises";
import * as v from "valibot";
import type { ThresholdResult } from "../report/report.ts";

const schema = v.object({
  metrics: v.record(
    v.string(),
    v.looseObject({
      count: v.optional(v.number()),
      /** k6 says true of an expression that did not hold. */
      thresholds: v.optional(v.record(v.string(), v.boolean())),
    }),
  ),
});

export interface Summary {
  readonly thresholds: readonly ThresholdResult[];
  /** Iterations that k6 did not start. */
  readonly dropped: number;
}

/** Reads what `k6 run --summary-export` wrote. */
export async function readSummary(file: string): Promise<Summary> {
  const { metrics } = v.parse(schema, JSON.parse(await readFile(file, "utf8")));
  const thresholds = Object.entries(metrics).flatMap(([metric, { thresholds: expressions = {} }]) =>
    Object.entries(expressions).map(([expression, broken]) => ({ text: `${metric}: ${expression}`, held: !broken })),
  );
  return { thresholds, dropped: metrics["dropped_iterations"]?.count ?? 0 };
}
