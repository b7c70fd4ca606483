import type { MetricSink } from "../../metric.ts";
import type { PipeExecution } from "./pipe.ts";

/**
 * EventBridge Pipes' own metrics of one execution: what did not happen counts as 0.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-monitoring.html
 */
export function meterPipe(emit: MetricSink, execution: PipeExecution): void {
  const { pipe: PipeName, records, failed, milliseconds, enrichment, target } = execution;
  const record = (name: string, value: number, unit = "None"): void =>
    emit({ namespace: "AWS/EventBridge/Pipes", name, dimensions: { PipeName }, value, unit });
  const flag = (name: string, is: boolean): void => record(name, is ? 1 : 0);
  record("Invocations", 1);
  record("EventCount", records);
  record("Duration", milliseconds, "Milliseconds");
  flag("ExecutionFailed", failed > 0 && failed === records);
  flag("ExecutionPartiallyFailed", failed > 0 && failed < records);
  // Offline nothing is throttled, and a function's time-out is a response.
  flag("ExecutionThrottled", false);
  flag("ExecutionTimeout", false);
  record("EnrichmentStageDuration", enrichment.milliseconds, "Milliseconds");
  flag("EnrichmentStageFailed", enrichment.failed);
  if (target === undefined) return;
  record("TargetStageDuration", target.milliseconds, "Milliseconds");
  flag("TargetStageFailed", target.failed > 0 && target.failed === target.entries);
  flag("TargetStagePartiallyFailed", target.failed > 0 && target.failed < target.entries);
}
