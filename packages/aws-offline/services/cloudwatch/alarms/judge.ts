import type { AlarmState, TreatMissingData } from "./definition.ts";

/** A period's value against the threshold; undefined where there is no value. */
export type Datapoint = "breaching" | "within" | undefined;

/**
 * CloudWatch looks at more periods than it evaluates, in case some have no data: how many more depends on the period,
 * and AWS states no rule. Its examples have two.
 */
export const extraPeriods = 2;

export interface Judgement {
  /** N. */
  readonly evaluationPeriods: number;
  /** M. */
  readonly datapointsToAlarm: number;
  readonly missingData: TreatMissingData;
}

/**
 * The state that the latest periods call for.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 * @param points the oldest first
 * @returns undefined to keep the state
 */
export function judge(points: readonly Datapoint[], judgement: Judgement): AlarmState | undefined {
  const { evaluationPeriods, datapointsToAlarm, missingData } = judgement;
  const real = points.filter((point) => point !== undefined);
  if (real.length === 0) return ofNothing[missingData];
  const filled = evaluationPeriods - Math.min(real.length, evaluationPeriods);
  const breaching = real.slice(-evaluationPeriods).filter((point) => point === "breaching").length;
  const counted = missingData === "breaching" ? breaching + filled : breaching;
  if (counted >= datapointsToAlarm) return "ALARM";
  if (filled === 0 || missingData === "breaching" || missingData === "notBreaching") return "OK";
  if (real.includes("within")) return "OK";
  // All that there is breaches. What is older than M periods is not a passing spike, though there are fewer than M.
  const age = points.length - points.indexOf("breaching");
  return age >= datapointsToAlarm && missingData === "missing" ? "ALARM" : undefined;
}

const ofNothing: Readonly<Record<TreatMissingData, AlarmState | undefined>> = {
  missing: "INSUFFICIENT_DATA",
  ignore: undefined,
  breaching: "ALARM",
  notBreaching: "OK",
};
