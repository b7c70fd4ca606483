import type { MetricSink } from "../aws/metric.ts";
import type { PipeExecution } from "../lambda/pipe.ts";

/**
 * EventBridge Pipes' own metrics of one execution.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-monitoring.html
 */
export function meterPipe(emit: MetricSink, { pipe, records, outcome, failed, milliseconds }: PipeExecution): void {
  const count = (name: string, value = 1, unit = "Count"): void =>
    emit({ namespace: "AWS/EventBridge/Pipes", name, dimensions: { PipeName: pipe }, value, unit });
  count("Invocations");
  count("EventCount", records);
  count("Duration", milliseconds, "Milliseconds");
  if (outcome !== "failed") return;
  if (failed < records) count("ExecutionPartiallyFailed");
  else count("ExecutionFailed");
}
