import { AwsError } from "../../../gateway/aws-error.ts";
import type { Aggregate } from "../metrics/aggregate.ts";

/** Takes one number out of the values of a period. */
export type Statistic = (values: Aggregate) => number;

const byName: Readonly<Record<string, Statistic>> = {
  SampleCount: ({ count }) => count,
  Sum: ({ sum }) => sum,
  Average: ({ sum, count }) => sum / count,
  Minimum: ({ min }) => min,
  Maximum: ({ max }) => max,
};

/** @throws AwsError for a statistic that CloudWatch or the offline run does not have */
export function statisticOf(name: string): Statistic {
  const named = Object.hasOwn(byName, name) ? byName[name] : undefined;
  if (named !== undefined) return named;
  const percent = Number(/^p(?<percent>\d{1,3}(?:\.\d+)?)$/u.exec(name)?.groups?.["percent"]);
  if (percent >= 0 && percent <= 100) return (values) => values.percentile(percent);
  throw new AwsError("InvalidParameterValue", `The statistic ${name} is not supported by the offline run`);
}
