import type { MetricSink } from "../../metric.ts";
import type { AccessLogEntry } from "./access-log.ts";

/**
 * API Gateway's own metrics of one request to an HTTP API.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html
 */
export function meterRequest(emit: MetricSink, ApiId: string, entry: AccessLogEntry): void {
  const { status, stage: Stage, responseLatency, integrationLatency } = entry;
  for (const dimensions of [{ ApiId }, { ApiId, Stage }]) {
    const record = (name: string, value: number, unit: string): void =>
      emit({ namespace: "AWS/ApiGateway", name, dimensions, value, unit });
    record("Count", 1, "Count");
    record("4xx", status.startsWith("4") ? 1 : 0, "Count");
    record("5xx", status.startsWith("5") ? 1 : 0, "Count");
    record("Latency", Number(responseLatency), "Milliseconds");
    // Absent where no function was asked.
    if (integrationLatency !== "-") record("IntegrationLatency", Number(integrationLatency), "Milliseconds");
  }
}
