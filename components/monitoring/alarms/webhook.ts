import { type SignatureFault, signatureFaults } from "../../../functions/shared/signature.ts";
import { hour, lasting, minute, quiet, type AlarmDefinition } from "../alarm.ts";
import { awsMetrics } from "../aws-metrics.ts";
import { businessMetrics, percentage, rest, total } from "../metrics.ts";
import type { WatchedSystem, WatchedWebhook } from "../system.ts";
import type { Thresholds } from "../thresholds.ts";

/** What Stripe sees of us, and whether we see Stripe. */
export function webhookAlarms<Name>(system: WatchedSystem<Name>, thresholds: Thresholds): AlarmDefinition<Name>[] {
  const { webhook, stage } = system;
  return [
    ...(webhook === undefined ? [] : requests(webhook, stage, thresholds)),
    ...heartbeat(system, thresholds),
    ...missingEvents(system, thresholds),
  ];
}

function requests<Name>(
  { apiId }: WatchedWebhook<Name>,
  stage: string,
  thresholds: Thresholds,
): AlarmDefinition<Name>[] {
  const read = awsMetrics("api", { ApiId: apiId });
  return [
    {
      ...lasting,
      name: "api-errors",
      severity: "critical",
      runbook: "api-errors",
      alone: true,
      meaning: `The webhook returns 5xx to at least ${thresholds.apiErrorPercent} % of Stripe's requests; Stripe sends these events again for three days.`,
      signal: percentage("errors", read("5xx", "Sum"), read("Count", "Sum")),
      rollsBack: ["webhook"],
      threshold: thresholds.apiErrorPercent,
    },
    {
      ...lasting,
      name: "api-latency",
      severity: "warning",
      runbook: "api-latency",
      meaning: `Of a hundred requests one waits ${thresholds.apiLatencyMilliseconds} ms and more for its response, and with it a customer in Stripe's Checkout.`,
      signal: read("Latency", "p99"),
      rollsBack: ["webhook"],
      threshold: thresholds.apiLatencyMilliseconds,
    },
    ...refusals(apiId, stage, thresholds),
  ];
}

function refusals<Name>(apiId: Name, stage: string, thresholds: Thresholds): AlarmDefinition<Name>[] {
  const business = businessMetrics(stage);
  const refused = (fault: SignatureFault) => business("WebhookRefused", "Sum", { Reason: `signature-${fault}` });
  const read = awsMetrics("api", { ApiId: apiId });
  return [
    {
      ...quiet,
      name: "all-refused-signatures",
      severity: "critical",
      runbook: "refused-signatures",
      alone: true,
      meaning: `The webhook refused ${thresholds.refusedWhileNoneAccepted} signatures and more in fifteen minutes and accepted none: the signing secret is not Stripe's, and no event comes in.`,
      signal: {
        id: "unanswered",
        // Below zero as soon as one is accepted.
        expression: "FILL(refused, 0) - 1000000 * FILL(accepted, 0)",
        inputs: { accepted: business("SignaturesVerified", "Sum"), refused: refused("mismatch") },
      },
      threshold: thresholds.refusedWhileNoneAccepted,
      periodSeconds: 15 * minute,
      periods: [1, 1],
    },
    {
      ...quiet,
      name: "refused-signatures",
      severity: "warning",
      runbook: "refused-signatures",
      meaning: `The webhook refused ${thresholds.refusedSignatures} signatures and more in five minutes: somebody forges events, or the signing secret is not Stripe's.`,
      signal: total("refused", signatureFaults.map(refused)),
      threshold: thresholds.refusedSignatures,
      periodSeconds: 5 * minute,
      periods: [1, 2],
    },
    {
      ...lasting,
      name: "api-refusals",
      severity: "critical",
      runbook: "api-refusals",
      meaning: `API Gateway itself refused ${thresholds.apiRefusals} requests and more a minute, before the webhook saw them: 429 above the limit, or another path; Stripe gives an event up after three days.`,
      signal: rest("unseen", read("4xx", "Sum"), business("WebhookRefused", "Sum")),
      threshold: thresholds.apiRefusals,
    },
  ];
}

function heartbeat<Name>(
  { stage, partner }: WatchedSystem<Name>,
  { heartbeatHours }: Thresholds,
): AlarmDefinition<Name>[] {
  if (heartbeatHours === 0) return [];
  const received = businessMetrics(stage)("EventsReceived", "Sum");
  const rule = partner?.rules["archive"];
  const signal =
    partner === undefined || rule === undefined
      ? received
      : total("events", [
          received,
          awsMetrics("rule", { EventBusName: partner.bus, RuleName: rule })("Invocations", "Sum"),
        ]);
  return [
    {
      name: "heartbeat",
      severity: "critical",
      runbook: "heartbeat",
      alone: true,
      meaning: `No event of Stripe's has been accepted for ${heartbeatHours} hours.`,
      signal,
      comparison: "below",
      threshold: 1,
      periodSeconds: hour,
      periods: [heartbeatHours, heartbeatHours],
      // Nothing is emitted while nothing comes.
      missingData: "breaching",
    },
  ];
}

function missingEvents({ stage }: WatchedSystem<unknown>, { reconcileHours }: Thresholds): AlarmDefinition<never>[] {
  if (reconcileHours === 0) return [];
  return [
    {
      ...quiet,
      name: "missing-events",
      severity: "critical",
      runbook: "missing-events",
      meaning: "Stripe has events that never came in, or that the archive branch lost: nothing was done about them.",
      signal: businessMetrics(stage)("EventsMissing", "Maximum"),
      threshold: 1,
      periodSeconds: hour,
      // Until a count after the repair finds nothing.
      periods: [1, reconcileHours],
    },
  ];
}
