import type { MetricSink } from "../../metric.ts";
import { functionOf } from "./runtime/routing.ts";
import type { LambdaService } from "./runtime/types.ts";

/**
 * The functions with Lambda's own metrics around them, so that an invocation which a fault plan ends counts as well.
 * Their time is that of the invocation, as on AWS.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
 */
export function meteredLambda(lambda: LambdaService, emit: MetricSink): LambdaService {
  const running = new Map<string, number>();
  const change = (name: string, by: number): number => {
    const now = (running.get(name) ?? 0) + by;
    running.set(name, now);
    return now;
  };
  lambda.onInvocation(({ functionName: FunctionName, milliseconds: value, at }) =>
    emit({ namespace: "AWS/Lambda", name: "Duration", dimensions: { FunctionName }, value, unit: "Milliseconds", at }),
  );
  return {
    ...lambda,
    async invoke(invoked, payload, traceId) {
      const at = Date.now();
      // Of a version or an alias they count for its function too, which is how they are read here.
      const name = functionOf(invoked);
      const count = (metric: string, value: number): void =>
        emit({ namespace: "AWS/Lambda", name: metric, dimensions: { FunctionName: name }, value, unit: "Count", at });
      count("ConcurrentExecutions", change(name, 1));
      try {
        const result = await lambda.invoke(invoked, payload, traceId);
        count("Invocations", 1);
        count("Errors", result.ok ? 0 : 1);
        count("Throttles", 0);
        return result;
      } finally {
        change(name, -1);
      }
    },
  };
}
