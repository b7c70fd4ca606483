import type { MetricQuery } from "../query/metric-query.ts";

export type AlarmState = "OK" | "ALARM" | "INSUFFICIENT_DATA";

export const comparisons = {
  GreaterThanOrEqualToThreshold: {
    breaches: (value: number, threshold: number) => value >= threshold,
    text: "greater than or equal to",
  },
  GreaterThanThreshold: { breaches: (value: number, threshold: number) => value > threshold, text: "greater than" },
  LessThanThreshold: { breaches: (value: number, threshold: number) => value < threshold, text: "less than" },
  LessThanOrEqualToThreshold: {
    breaches: (value: number, threshold: number) => value <= threshold,
    text: "less than or equal to",
  },
} as const;

export type TreatMissingData = "missing" | "ignore" | "breaching" | "notBreaching";

interface AlarmActions {
  readonly ALARM: readonly string[];
  readonly OK: readonly string[];
  readonly INSUFFICIENT_DATA: readonly string[];
}

interface Named {
  readonly name: string;
  readonly arn: string;
  readonly description: string;
  /** Topics by the state that is reached. */
  readonly actions: AlarmActions;
}

export interface MetricAlarm extends Named {
  readonly kind: "metric";
  readonly queries: readonly MetricQuery[];
  /** The query whose values are compared. */
  readonly watched: string;
  readonly comparison: keyof typeof comparisons;
  readonly threshold: number;
  /** N. */
  readonly evaluationPeriods: number;
  /** M. */
  readonly datapointsToAlarm: number;
  readonly periodSeconds: number;
  readonly missingData: TreatMissingData;
  /** What it watches and how, as `DescribeAlarms` has it. */
  readonly described: Readonly<Record<string, unknown>>;
}

export interface CompositeAlarm extends Named {
  readonly kind: "composite";
  readonly rule: string;
}

export type Alarm = MetricAlarm | CompositeAlarm;

/** An alarm's state at the time. */
export interface Standing {
  readonly state: AlarmState;
  readonly reason: string;
  readonly reasonData: Readonly<Record<string, unknown>>;
  /** Epoch milliseconds at which it was last set, and at which its value last changed. */
  readonly updatedAt: number;
  readonly changedAt: number;
}
