import type { MetricDataQuery } from "@aws-sdk/client-cloudwatch";
import type Stripe from "stripe";
import { metricNamespace } from "../../functions/shared/metric-catalogue.ts";
import { stripeTypes } from "../consumers.ts";
import type { SignatureFacts } from "../core/signature-facts.ts";
import { askStripe } from "../stripe.ts";
import type { Target } from "../target.ts";
import { readFunctionSettings } from "./function-settings.ts";

const minutes = 15;
const minute = 60_000;

/** The webhook's own counts, and Stripe's undelivered events of our types (at most a page is counted). */
export async function readSignatureFacts(target: Target, stripe: Stripe, now: number): Promise<SignatureFacts> {
  const { clients, outputs } = target;
  const { stage } = await readFunctionSettings(clients.lambda, outputs);
  const since = now - minutes * minute;
  const [metrics, undelivered] = await Promise.all([
    clients.cloudWatch.getMetricData({
      MetricDataQueries: [
        sum("accepted", "SignaturesVerified", { Stage: stage }),
        sum("refused", "WebhookRefused", { Stage: stage, Reason: "signature-mismatch" }),
      ],
      StartTime: new Date(since),
      EndTime: new Date(now + minute),
    }),
    askStripe(
      "listing undelivered events",
      stripe.events.list({
        limit: 100,
        types: [...stripeTypes(outputs)],
        created: { gte: Math.floor(since / 1000) },
        delivery_success: false,
      }),
    ),
  ]);
  const totalOf = (id: string): number =>
    (metrics.MetricDataResults ?? [])
      .filter((result) => result.Id === id)
      .flatMap(({ Values = [] }) => Values)
      .reduce((total, value) => total + value, 0);
  return { minutes, accepted: totalOf("accepted"), refused: totalOf("refused"), undelivered: undelivered.data.length };
}

function sum(id: string, name: string, dimensions: Readonly<Record<string, string>>): MetricDataQuery {
  const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
  return {
    Id: id,
    MetricStat: { Metric: { Namespace: metricNamespace, MetricName: name, Dimensions }, Period: 60, Stat: "Sum" },
  };
}
