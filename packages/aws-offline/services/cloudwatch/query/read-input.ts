import type { Input } from "../../../gateway/types.ts";
import { reader } from "../../../input.ts";
import type { MetricId } from "../metrics/series.ts";
import { invalid } from "./invalid.ts";

export const read = reader("InvalidParameterValue");

/** @returns epoch milliseconds of a timestamp as the wire has it: seconds, or an ISO text */
export function readTime(input: Input, name: string): number {
  const value = input[name];
  const at = typeof value === "number" ? value * 1000 : Date.parse(String(value));
  if (Number.isNaN(at)) throw invalid(`The parameter ${name} must be a timestamp`);
  return at;
}

export function readMetric(input: Input): MetricId {
  const pairs = read
    .objects(input, "Dimensions")
    .map((one): [string, string] => [read.text(one, "Name"), read.text(one, "Value")]);
  return {
    namespace: read.text(input, "Namespace"),
    name: read.text(input, "MetricName"),
    dimensions: Object.fromEntries(pairs),
  };
}

/** @throws AwsError for a period that CloudWatch does not take */
export function readPeriod(input: Input, otherwise?: number): number {
  const seconds = read.optionalNumber(input, "Period") ?? otherwise;
  if (seconds === undefined) throw invalid("The parameter Period is required");
  if ([1, 5, 10, 20, 30].includes(seconds) || (seconds > 0 && seconds % 60 === 0)) return seconds;
  throw invalid("Period must be 1, 5, 10, 20, 30, or a multiple of 60");
}
