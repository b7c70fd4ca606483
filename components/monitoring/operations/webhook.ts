import { awsMetrics } from "../aws-metrics.ts";
import { businessMetrics, metricByValue } from "../metrics.ts";
import type { WatchedSystem } from "../system.ts";
import { longDuration, type Thresholds } from "../thresholds.ts";
import { byValue, calculated, graph, line, type Section } from "../widgets.ts";

export function webhookSections<Name>(system: WatchedSystem<Name>, thresholds: Thresholds): Section<Name>[] {
  const { webhook } = system;
  if (webhook === undefined) return [];
  const api = awsMetrics("api", { ApiId: webhook.apiId });
  const handler = awsMetrics("function", { FunctionName: webhook.handler.name });
  const read = businessMetrics(system.stage);
  return [
    {
      title: "Webhook",
      text: "Stripe waits for the response. It sends again for three days what gets no 2xx.",
      runbooks: ["api-errors", "api-latency", "refused-signatures", "heartbeat"],
      widgets: [
        graph("Requests", "a minute", [line("requests", api("Count", "Sum"))]),
        graph(
          "Responses by status code",
          "a minute",
          [
            calculated("2xx", {
              id: "accepted",
              expression: "requests - FILL(refused, 0) - FILL(failed, 0)",
              inputs: { requests: api("Count", "Sum"), refused: api("4xx", "Sum"), failed: api("5xx", "Sum") },
            }),
            line("4xx", api("4xx", "Sum")),
            line("5xx", api("5xx", "Sum")),
          ],
          { stacked: true },
        ),
        graph(
          "Latency",
          "ms",
          (["p50", "p95", "p99"] as const).map((percentile) => line(percentile, api("Latency", percentile))),
          { limits: [{ label: "alarm on p99", value: thresholds.apiLatencyMilliseconds }] },
        ),
        graph("Signatures verified, and by number of the secret those not by the first", "a minute", [
          line("all", read("SignaturesVerified", "Sum")),
          byValue(metricByValue(system.stage, "SignaturesByOtherSecret", "Sum")),
        ]),
        graph("Not accepted, by reason", "a minute", [
          byValue(metricByValue(system.stage, "WebhookFailed", "Sum")),
          byValue(metricByValue(system.stage, "WebhookRefused", "Sum")),
        ]),
        graph(
          "Function's duration",
          "ms",
          [line("p50", handler("Duration", "p50")), line("p99", handler("Duration", "p99"))],
          {
            limits: [{ label: "alarm on p99", value: longDuration(webhook.handler, thresholds) }],
          },
        ),
        graph("From Stripe's creation to acceptance", "s", [
          line("p50", read("DeliveryLag", "p50")),
          line("p99", read("DeliveryLag", "p99")),
        ]),
      ],
    },
  ];
}
