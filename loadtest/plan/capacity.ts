import { settingRanges } from "../../functions/shared/setting-ranges.ts";
import { warehouseInbox } from "../../ops/branches.ts";
import { consumerHops, hopsOf, type Counts, type Hop } from "../../ops/core/costs/counts.ts";
import type { PricedRegion } from "../../ops/core/costs/prices.ts";
import { hottestShare, seconds, stripeCallsPerEvent, unitsPerStockMove } from "./assumptions.ts";
import { limits, type LimitName } from "./limits.ts";

/** What is set in the stack, not by AWS. */
export interface CapacitySettings {
  readonly webhookRateLimit: number;
  readonly consumerConcurrency: number;
}

/** One thing that a rate needs, beside what there is of it. */
export interface Demand {
  readonly what: string;
  readonly needs: number;
  readonly has: number;
  readonly unit: string;
  /** Events a second at which it is used up. */
  readonly breaksAt: number;
  /** What gives more: a setting, a quota to ask for, or neither. */
  readonly remedy: string;
  /** The quota it is compared with; absent for a setting. */
  readonly limit?: LimitName;
}

/** The value that a need wants, or that there is none. */
function settingFor(name: keyof typeof settingRanges, need: number): string {
  const wanted = roundUp(need);
  const [, most] = settingRanges[name];
  return wanted <= most
    ? `${name} ${String(wanted)}`
    : `${name} takes ${String(most)} at most: the design has to change`;
}

/** What a rate needs of everything that has an end, the first to break first. @param rate events a second */
export function demandsOf(
  rate: number,
  region: PricedRegion,
  settings: CapacitySettings,
  counts: Counts,
): readonly Demand[] {
  const perEvent = (count: number): number => count / counts.events;
  const { hops, batchSize } = counts;
  const all = (of: (hop: Hop) => number): number => perEvent(hopsOf(counts).reduce((sum, [, hop]) => sum + of(hop), 0));
  const quota = (what: string, name: LimitName, perEventNeed: number, more: string): Demand =>
    demand(what, perEventNeed * rate, limits[name].value[region], rate, more, limits[name].unit, name);
  const setting = (what: string, name: keyof CapacitySettings, need: number): Demand =>
    demand(what, need * rate, settings[name], rate, settingFor(name, need * rate), "by the setting");
  const inbox = counts.hops[warehouseInbox];
  const consumers = consumerHops(counts).flatMap(([name, hop]) => (name === warehouseInbox ? [] : [hop]));
  const batches = consumers.map(({ messages }) => (perEvent(messages) / batchSize) * seconds.consumerBatch);
  const busiest = Math.max(...batches);
  // Of one table: no consumer writes to another's.
  const writes = perEvent(Math.max(...consumers.map(({ writeUnits }) => writeUnits)));
  const webhookAtOnce = seconds.webhook;
  const atOnce = batches.reduce((sum, one) => sum + one, webhookAtOnce + seconds.enrichment);
  const ask = "ask AWS for more";
  return [
    setting("API throttle", "webhookRateLimit", 1),
    setting("mapping's maximum concurrency", "consumerConcurrency", busiest),
    ...(inbox === undefined ? [] : [inboxDemand(perEvent(inbox.messages), rate)]),
    quota("HTTP API", "httpApiRate", 1, ask),
    quota("Lambda concurrency", "lambdaConcurrency", atOnce, ask),
    // A cold start of one second keeps each new request in an environment of its own.
    quota(
      "Lambda's ramp, webhook from nothing",
      "lambdaRamp",
      1,
      settingFor("provisionedWebhooks", webhookAtOnce * rate),
    ),
    quota("mapping concurrency", "mappingConcurrency", busiest, "larger batches or more memory"),
    quota("mapping's ramp within a minute", "mappingRamp", busiest, "wait: the queues hold the rest"),
    quota(
      "SNS publish",
      "snsPublish",
      all(({ snsRequests }) => snsRequests),
      ask,
    ),
    quota("SQS in flight", "sqsInFlight", busiest * batchSize, ask),
    quota("event bus", "busPutEvents", perEvent(hops.archive.busEvents), ask),
    quota("pipe", "pipeConcurrency", seconds.enrichment, ask),
    quota("DynamoDB, busiest table", "tableWrites", writes, ask),
    quota("DynamoDB, a new table", "tableFirstWrites", writes, "warm throughput before the day"),
    quota(
      "DynamoDB, best-selling SKU's row",
      "itemWrites",
      hottestPerEvent(counts),
      "neither: the design has to change",
    ),
    quota(
      "SES",
      "sesRate",
      all(({ mails }) => mails),
      ask,
    ),
    quota(
      "Secrets Manager, all cold at once",
      "secretReads",
      counts.secretReadsPerColdStart * atOnce,
      "it happens once a cold start",
    ),
    quota("Stripe's API", "stripeRequests", stripeCallsPerEvent, "ask Stripe, or write metadata products"),
  ].toSorted((one, other) => one.breaksAt - other.breaksAt);
}

/** As components/queued-function.ts declares it. */
const inboxConcurrency = 2;

function inboxDemand(messagesPerEvent: number, rate: number): Demand {
  const needs = messagesPerEvent * seconds.warehouseMessage * rate;
  return demand(
    "warehouse's inbox",
    needs,
    inboxConcurrency,
    rate,
    "wait: the queue holds the rest",
    "executions at once of its mapping",
  );
}

function hottestPerEvent(counts: Counts): number {
  return (counts.purchases / counts.events) * hottestShare * unitsPerStockMove;
}

function demand(
  what: string,
  needs: number,
  has: number,
  rate: number,
  remedy: string,
  unit: string,
  limit?: LimitName,
): Demand {
  return { what, needs, has, unit, breaksAt: (has / needs) * rate, remedy, ...(limit === undefined ? {} : { limit }) };
}

/** A tenth above the need, to two leading digits: nobody sets 5,137. */
export function roundUp(need: number): number {
  const wanted = 1.1 * need;
  const step = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, wanted))) - 1);
  return Math.ceil(wanted / step - 1e-9) * step;
}
