import { type Counts, consumerHops, hopsOf } from "./counts.ts";
import { warehouseInbox } from "../../branches.ts";
import type { Quantity } from "./line.ts";

/** The settings that change a stack's cost. */
export interface CostSettings {
  readonly stage: string;
  /** Absent: `webhook`. */
  readonly tracing?: "webhook" | "all" | "off";
  /** Absent: `full`. */
  readonly monitoring?: "full" | "lean";
  readonly network: "public" | "private";
  readonly interfaceEndpoints: boolean;
  readonly encryption: "aws-managed" | "customer-key";
  readonly provisionedWebhooks: number;
  readonly archiveRetentionDays: number;
  /** Absent: 0. */
  readonly archiveWindowSeconds?: number;
  readonly logRetentionDays: number;
  /** Of the partner event source; empty or absent for none. */
  readonly stripeEventSource?: string;
  /** Absent: `on`. */
  readonly webhook?: "on" | "off";
  /** Absent: there is one. */
  readonly warehouseInbox?: boolean;
  /** Absent: `all-at-once`. */
  readonly rollout?: "all-at-once" | "canary";
  /** 0 or absent for no scheduled count of missing events. */
  readonly reconcileHours?: number;
}

const hoursPerMonth = 730;
export const secondsPerMonth = hoursPerMonth * 3600;
const daysPerMonth = 30;
const gb = 1_000_000_000;
/** Of each mapping and of the pipe: Lambda polls an idle queue five times at once, each poll lasts 20 s. */
const idlePolls = (5 * secondsPerMonth) / 20;
const zones = 2;
/** SNS and Secrets Manager; DynamoDB's endpoint is a gateway, which costs nothing. */
const interfaceEndpoints = 2;
/** Of the scheduled count: its own alarm, and errors (by invocations), throttles and duration of its function. */
export const reconcileAlarmMetrics = 5;
/** Of the rules of the partner event source. */
export const partnerAlarmMetrics = 8;
/** Of the API, the webhook's function and signatures. */
export const webhookAlarmMetrics = 16;
/** Of the warehouse's queue, its dead letters and its function, and of what it finds out of stock. */
export const inboxAlarmMetrics = 8;
/** Of the mails that a version drops or doubles. */
export const rolloutAlarmMetrics = 9;
/** Of `monitoring: lean`, under the settings of stack dev; the webhook's and the inbox's part of its alarms, and the scheduled count's. */
export const lean = {
  alarmMetrics: 25,
  webhookAlarmMetrics: 4,
  inboxAlarmMetrics: 2,
  reconcileAlarmMetrics: 1,
  compositeAlarms: 1,
  dashboards: 1,
};
/** Of the memory setting 512 MB. */
const webhookGb = 0.5;

/**
 * What a month costs whether events come or not, and what storage holds after the retention has filled it once: `factor`
 * is the month's events by those counted.
 */
export function fixedLines(settings: CostSettings, counts: Counts, factor: number): Quantity[] {
  const { resources, storedBytes, hops } = counts;
  const logBytes = hopsOf(counts, settings.webhook).reduce(
    (sum, [, hop]) => sum + hop.functionLogBytes + hop.platformLogBytes,
    0,
  );
  // The consumers' queues, the archive's, mail-outcome's and the warehouse's.
  const consumers = consumerHops(counts).filter(([name]) => name !== warehouseInbox);
  const polledQueues = consumers.length + 2 + (settings.warehouseInbox === false ? 0 : 1);
  const months = (days: number): number => days / daysPerMonth;
  const kept = (what: string, price: Quantity["price"], bytes: number, days: number): Quantity => ({
    group: "kept",
    what,
    price,
    quantity: ((bytes * factor) / gb) * months(days),
  });
  const fixed = (what: string, price: Quantity["price"], quantity: number): Quantity => ({
    group: "fixed",
    what,
    price,
    quantity,
  });
  const tables = [
    kept("orders, mails and stock of a year", "dynamoGbMonth", storedBytes.forever, 365),
    kept("journal", "dynamoGbMonth", storedBytes.journal, settings.archiveRetentionDays),
  ];
  const recovery: Quantity = {
    group: "kept",
    what: "point-in-time recovery of both",
    price: "recoveryGbMonth",
    quantity: tables.reduce((sum, { quantity }) => sum + quantity, 0),
  };
  return [
    ...tables,
    recovery,
    kept("archive", "archiveGbMonth", hops.archive.busBytes, settings.archiveRetentionDays),
    // As large as the other one, if every event comes by the partner bus.
    ...(!hasPartnerSource(settings)
      ? []
      : [kept("archive of the partner bus", "archiveGbMonth", hops.archive.busBytes, settings.archiveRetentionDays)]),
    kept("logs", "logGbMonth", logBytes, settings.logRetentionDays),
    ...watchingLines(settings, counts, factor, fixed),
    fixed("secret", "secretMonth", resources.secrets),
    fixed("polls of idle queues", "sqsRequest", idlePolls * polledQueues),
    ...settingLines(settings, fixed),
  ].filter(({ quantity }) => quantity > 0);
}

export function hasPartnerSource({ stripeEventSource = "" }: CostSettings): boolean {
  return stripeEventSource !== "";
}

function watchingLines(
  settings: CostSettings,
  { resources, metrics, leanMetrics }: Counts,
  factor: number,
  fixed: (what: string, price: Quantity["price"], quantity: number) => Quantity,
): Quantity[] {
  const isLean = settings.monitoring === "lean";
  const { compositeAlarms, dashboards } = isLean ? lean : resources;
  const alarmMetrics = isLean
    ? lean.alarmMetrics -
      (settings.webhook === "off" ? lean.webhookAlarmMetrics : 0) -
      (settings.warehouseInbox === false ? lean.inboxAlarmMetrics : 0)
    : resources.alarmMetrics + alarmMetricsBesides(settings);
  return [
    fixed("metrics of alarms", "alarmMetricMonth", alarmMetrics),
    fixed("composite alarms", "compositeAlarmMonth", compositeAlarms),
    fixed("dashboards", "dashboardMonth", dashboards),
    // A metric costs in the hours in which something was counted.
    fixed("custom metrics", "metricMonth", factor === 0 ? 0 : isLean ? leanMetrics : metrics),
  ];
}

function alarmMetricsBesides(settings: CostSettings): number {
  return (
    (hasPartnerSource(settings) ? partnerAlarmMetrics : 0) -
    (settings.webhook === "off" ? webhookAlarmMetrics : 0) -
    (settings.warehouseInbox === false ? inboxAlarmMetrics : 0)
  );
}

function settingLines(
  {
    stage,
    network,
    interfaceEndpoints: endpoints,
    encryption,
    provisionedWebhooks,
    webhook,
    monitoring,
    reconcileHours = 0,
    rollout,
  }: CostSettings,
  fixed: (what: string, price: Quantity["price"], quantity: number) => Quantity,
): Quantity[] {
  const nats = stage === "prod" ? zones : 1;
  return [
    ...(webhook === "off"
      ? []
      : [
          fixed("provisioned webhooks", "lambdaProvisionedGbSecond", provisionedWebhooks * webhookGb * secondsPerMonth),
        ]),
    ...(network === "private"
      ? [
          fixed("NAT gateways", "natHour", nats * hoursPerMonth),
          fixed("addresses of the NAT gateways", "publicAddressHour", nats * hoursPerMonth),
          fixed("interface endpoints", "endpointHour", endpoints ? interfaceEndpoints * zones * hoursPerMonth : 0),
        ]
      : []),
    ...(reconcileHours === 0
      ? []
      : [
          fixed(
            "alarms of the scheduled count",
            "alarmMetricMonth",
            monitoring === "lean" ? lean.reconcileAlarmMetrics : reconcileAlarmMetrics,
          ),
          fixed("metric of the scheduled count", "metricMonth", 1),
        ]),
    ...(rollout === "canary"
      ? [
          fixed("alarms of a rollout", "alarmMetricMonth", rolloutAlarmMetrics),
          fixed("SES's count of sends", "metricMonth", 1),
        ]
      : []),
    ...(encryption === "customer-key" ? [fixed("customer-managed key", "keyMonth", 1)] : []),
  ];
}
