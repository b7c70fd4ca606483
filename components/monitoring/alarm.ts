import type { Metric, MetricMath } from "./metrics.ts";
import type { Runbook } from "./runbooks.ts";

/** `critical`: events or money are lost or stuck. `warning`: they will, or somebody waits. */
export const severities = ["critical", "warning"] as const;
export type Severity = (typeof severities)[number];

/** An alarm as plain values; {@link Metric} explains `Name`. */
export interface AlarmDefinition<Name> {
  /** `<what>-<runbook>`, or the runbook's name alone: unique in the stack. */
  readonly name: string;
  readonly severity: Severity;
  readonly runbook: Runbook;
  /**
   * Notifies on its own, outside the composite alarm of its severity, which sends nothing more while it rings: for what
   * no other alarm may hide, and for what may ring for days and would hide others.
   */
  readonly alone?: true;
  /** Functions whose new version it takes back, by the names of `functionsOf`. */
  readonly rollsBack?: readonly string[];
  /** Notifies nobody: it takes a new version back, and is too easily rung for a person. */
  readonly silent?: true;
  /** What it means that the alarm rings, in one sentence. */
  readonly meaning: string;
  readonly signal: Metric<Name> | MetricMath<Name>;
  readonly comparison: "at least" | "below";
  readonly threshold: number;
  readonly periodSeconds: number;
  /** M of N periods. */
  readonly periods: readonly [breaching: number, of: number];
  /** Whether periods without data are good or bad. */
  readonly missingData: "notBreaching" | "breaching";
}

export const minute = 60;
export const hour = 60 * minute;

/** Most alarms: no data means that nothing happened. */
export const quiet = { comparison: "at least", missingData: "notBreaching" } as const;

/** Rings at the first occurrence of what never happens on its own. */
export const once = { ...quiet, periodSeconds: minute, threshold: 1, periods: [1, 1] } as const;

/** A burst that passes on its own wakes nobody. */
export const lasting = { ...quiet, periodSeconds: minute, periods: [3, 5] } as const;

/**
 * As {@link once}, of metric math that fills missing data with zeros: the latest minute, whose data may come late, is
 * filled too and must not decide alone.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 */
export const onceFilled = { ...once, periods: [1, 5] } as const;
