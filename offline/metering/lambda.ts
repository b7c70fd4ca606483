import type { MetricDatum, MetricSink } from "../aws/metric.ts";
import type { LambdaService } from "../lambda/types.ts";

/**
 * The functions with Lambda's own metrics around them, so that an invocation which a fault plan answers counts as well.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
 */
export function meteredLambda(lambda: LambdaService, emit: MetricSink): LambdaService {
  const running = new Map<string, number>();
  const count = (FunctionName: string, name: string, value: number, unit: MetricDatum["unit"] = "Count"): void =>
    emit({ namespace: "AWS/Lambda", name, dimensions: { FunctionName }, value, unit });
  const change = (name: string, by: number): number => {
    const now = (running.get(name) ?? 0) + by;
    running.set(name, now);
    return now;
  };
  lambda.onInvocation(({ functionName, milliseconds }) =>
    count(functionName, "Duration", milliseconds, "Milliseconds"),
  );
  return {
    ...lambda,
    async invoke(name, payload, traceId) {
      count(name, "ConcurrentExecutions", change(name, 1));
      try {
        const result = await lambda.invoke(name, payload, traceId);
        count(name, "Invocations", 1);
        count(name, "Errors", result.ok ? 0 : 1);
        count(name, "Throttles", 0);
        return result;
      } finally {
        change(name, -1);
      }
    },
  };
}
