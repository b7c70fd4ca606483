import { accessLogRenderer } from "../../packages/aws-offline/services/api-gateway/access-log.ts";
import {
  metricAlarmType,
  compositeAlarmType,
  dashboardType,
} from "../../packages/aws-offline/services/cloudwatch/resources.ts";
import { eventSourceMappingType } from "../../packages/aws-offline/services/lambda/resources.ts";
import { stageType } from "../../packages/aws-offline/services/api-gateway/resources.ts";
import { secretType } from "../../packages/aws-offline/services/secrets-manager/resources.ts";
import type { OfflineRun } from "../../offline/run.ts";
import { leanMetrics } from "../../functions/shared/metrics.ts";
import { type Counts, type Hop } from "../../ops/core/costs/counts.ts";
import { logEventOverhead } from "./log-tally.ts";
import type { Measured, MeasuredHop } from "./measure.ts";

/** What was measured as `ops costs` takes it. */
export function countsOf(
  { events, purchases, hops, oneByOne, storedBytes, reports }: Measured,
  run: OfflineRun,
): Counts {
  const all = Object.values(hops);
  const coldStarts = all.reduce((sum, { coldStarts: more }) => sum + more, 0);
  const secretReads = all.reduce((sum, { counts }) => sum + (counts.calls["secretsmanager:GetSecretValue"] ?? 0), 0);
  const { graph } = run;
  const metrics = new Set(all.flatMap(({ logs }) => [...logs.metrics]));
  return {
    measured: new Date().toISOString().slice(0, 10),
    events,
    purchases,
    batchSize: Math.max(...graph.of(eventSourceMappingType).map(({ inputs }) => inputs.batchSize)),
    hops: {
      ...busyHops(hops),
      webhook: { ...hopOf(hops.webhook), messages: events },
      archive: hopOf(hops.archive),
    },
    oneByOne: busyHops(oneByOne),
    accessLogBytes: accessLogBytes(run),
    storedBytes,
    reports: { ...reports, hops: busyHops(reports.hops), oneByOne: busyHops(reports.oneByOne) },
    metrics: metrics.size,
    leanMetrics: [...metrics].filter(isLean).length,
    // The enricher reads none.
    secretReadsPerColdStart: secretReads / (coldStarts - hops.archive.coldStarts),
    resources: {
      alarmMetrics: graph
        .of(metricAlarmType)
        .reduce((sum, { inputs }) => sum + (inputs.metricQueries?.filter(({ metric }) => metric).length ?? 1), 0),
      compositeAlarms: graph.of(compositeAlarmType).length,
      dashboards: graph.of(dashboardType).length,
      secrets: graph.of(secretType).length,
    },
  };
}

/** @param metric as {@link LogTally} has it; the stage is a dimension too */
function isLean(metric: string): boolean {
  const [, name = "", dimensions = ""] = metric.split(" ");
  return dimensions.split(",").length - 1 <= (leanMetrics.get(name) ?? -1);
}

/** Those that took messages of a queue. */
function busyHops(hops: Measured["hops"]): Record<string, Hop> {
  const busy = Object.entries(hops).filter(([, { counts }]) => counts.messages > 0);
  return Object.fromEntries(busy.map(([name, hop]) => [name, hopOf(hop)]));
}

function hopOf({ counts, logs, invocations }: MeasuredHop): Hop {
  const { messages, sqsRequests, snsRequests, busEvents, busBytes, readUnits, writeUnits, calls } = counts;
  return {
    messages,
    invocations,
    sqsRequests,
    snsRequests,
    busEvents,
    busBytes,
    readUnits,
    writeUnits,
    mails: calls["ses:SendEmail"] ?? 0,
    functionLogBytes: logs.functionBytes,
    platformLogBytes: logs.platformBytes,
  };
}

/** A line of an ordinary request, by the stage's format; the offline API writes none. */
function accessLogBytes({ graph }: OfflineRun): number {
  const [stage] = graph.of(stageType);
  const line = accessLogRenderer(stage?.inputs.accessLogSettings?.format ?? "")({
    requestId: "aBcDeFgHiJkLmNo=",
    requestTime: "25/Nov/2026:09:00:00 +0000",
    requestTimeEpoch: "1795597200",
    "identity.sourceIp": "203.0.113.250",
    "identity.userAgent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
    httpMethod: "POST",
    routeKey: "POST /webhook/stripe",
    path: "/webhook/stripe",
    protocol: "HTTP/1.1",
    status: "200",
    responseLength: "17",
    responseLatency: "25",
    integrationLatency: "22",
    integrationErrorMessage: "-",
    domainName: "a1b2c3d4e5.execute-api.ap-southeast-1.amazonaws.com",
    stage: "$default",
  });
  return Buffer.byteLength(line) + logEventOverhead;
}
