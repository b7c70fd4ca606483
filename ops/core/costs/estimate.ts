import { between, type Counts, type Hop, hopsOf, withParcels } from "./counts.ts";
import { fixedLines, hasPartnerSource, secondsPerMonth, type CostSettings } from "./fixed.ts";
import type { PriceName, PricedRegion } from "./prices.ts";
import { costGroups, priced, type CostGroup, type CostLine, type Quantity } from "./line.ts";
import { tracesPerMonth } from "./traces.ts";

export interface Usage {
  readonly region: PricedRegion;
  readonly eventsPerMonth: number;
  /** That the warehouse reports, each with its messages. */
  readonly parcelsPerMonth?: number;
  /** Messages that a consumer takes at once: 1 while events are few, the counts' batch size when they come faster than they are done. */
  readonly batchSize: number;
  readonly settings: CostSettings;
}

export interface Estimate {
  readonly lines: readonly CostLine[];
  /** US dollars a month. */
  readonly total: number;
  /** US dollars per million events, without what is paid whether events come or not. */
  readonly perMillion: {
    /** Before archive, tracing and e-mail. */
    readonly events: number;
    readonly withArchive: number;
    readonly withTracing: number;
    readonly withMail: number;
  };
}

/** Gigabytes as AWS's prices mean them. */
const gb = 1_000_000_000;
const memoryGb = 0.5;
/**
 * Seconds that AWS bills of an invocation at 512 MB, which is a third of a core. The offline run has no network between
 * its parts, so these are assumed: SNS responds in 20 ms; DynamoDB in 5 ms, some ten times per event, several events at once.
 */
function secondsOf(name: string, hop: Hop): { readonly each: number; readonly perMessage: number } {
  if (name === "webhook") return { each: 0.03, perMessage: 0 };
  if (name === "archive") return { each: 0.02, perMessage: 0 };
  // A consumer that mails or publishes waits for SES or SNS too.
  return { each: 0.02, perMessage: hop.mails + hop.snsRequests > 0 ? 0.03 : 0.02 };
}

/** What a stack costs a month: counted calls and declared resources, times AWS's prices. */
export function estimate(usage: Usage, counted: Counts): Estimate {
  const factor = usage.eventsPerMonth / counted.events;
  const { parcelsPerMonth = 0 } = usage;
  const counts = parcelsPerMonth === 0 ? counted : withParcels(counted, parcelsPerMonth / factor);
  const hops = hopsOf(counts, usage.settings.webhook).map(([name, full]): SizedHop => {
    const oneByOne = counts.oneByOne[name] ?? full;
    const hop = name === "archive" ? throughPipe(usage, full, oneByOne) : atBatchSize(usage.batchSize, full, oneByOne);
    return { name, hop };
  });
  const events = hops.flatMap((hop) => hopQuantities(hop, counts)).map((each) => times(each, factor));
  const partner = hasPartnerSource(usage.settings) ? partnerBus(counts).map((each) => times(each, factor)) : [];
  const tracing: Quantity = {
    group: "tracing",
    what: "X-Ray",
    price: "trace",
    quantity: tracesPerMonth(
      hops.filter(isTracedBy(usage.settings.tracing)).map(({ hop }) => hop.invocations * factor),
    ),
  };
  const lines = [...merged([...events, ...partner, tracing]), ...fixedLines(usage.settings, counts, factor)]
    .map((line) => priced(line, usage.region))
    .toSorted((one, other) => costGroups.indexOf(one.group) - costGroups.indexOf(other.group));
  const sum = (groups: readonly CostGroup[]): number =>
    lines.filter(({ group }) => groups.includes(group)).reduce((total, { usd }) => total + usd, 0);
  const perMillion = (...groups: readonly CostGroup[]): number => (sum(groups) / usage.eventsPerMonth) * 1_000_000;
  return {
    lines,
    total: sum(costGroups),
    perMillion: {
      events: perMillion("events"),
      withArchive: perMillion("events", "archive"),
      withTracing: perMillion("events", "archive", "tracing"),
      withMail: perMillion("events", "archive", "tracing", "mail"),
    },
  };
}

/**
 * The pipe takes a message and what comes in its window: received one after the other, enriched and deleted together. A
 * partner's messages it takes one by one.
 */
function throughPipe({ settings, eventsPerMonth, batchSize }: Usage, full: Hop, oneByOne: Hop): Hop {
  if (hasPartnerSource(settings)) return atBatchSize(1, full, oneByOne);
  const inWindow = 1 + (eventsPerMonth / secondsPerMonth) * (settings.archiveWindowSeconds ?? 0);
  const hop = atBatchSize(Math.max(batchSize, inWindow), full, oneByOne);
  const moreReceives = Math.max(0, hop.messages / batchSize - hop.invocations);
  return { ...hop, sqsRequests: hop.sqsRequests + moreReceives };
}

const isTracedBy =
  (tracing: CostSettings["tracing"] = "webhook") =>
  ({ name }: SizedHop): boolean =>
    tracing === "all" || (tracing === "webhook" && name === "webhook");

interface SizedHop {
  readonly name: string;
  readonly hop: Hop;
}

/** Between what was counted with full batches and one by one, by the invocations that such batches take. */
function atBatchSize(batchSize: number, full: Hop, oneByOne: Hop): Hop {
  const invocations = Math.max(full.invocations, full.messages / batchSize);
  const range = oneByOne.invocations - full.invocations;
  return range === 0 ? full : between(full, oneByOne, (invocations - full.invocations) / range);
}

function hopQuantities({ name, hop }: SizedHop, counts: Counts): Quantity[] {
  const group = name === "archive" ? "archive" : "events";
  const line = (what: string, price: PriceName, quantity: number, of: Quantity["group"] = group): Quantity => ({
    group: of,
    what,
    price,
    quantity,
  });
  const { each, perMessage } = secondsOf(name, hop);
  return [
    line("Lambda invocations", "lambdaRequest", hop.invocations),
    line("Lambda time", "lambdaGbSecond", (hop.invocations * each + hop.messages * perMessage) * memoryGb),
    line("logs", "logGb", (hop.functionLogBytes + hop.platformLogBytes) / gb),
    line("SNS publishes", "snsRequest", hop.snsRequests),
    // SNS takes nothing for a delivery to a queue, SQS its price: https://aws.amazon.com/sns/pricing/.
    line("SQS requests", "sqsRequest", hop.sqsRequests + (name === "webhook" ? 0 : hop.messages)),
    line("DynamoDB writes", "dynamoWriteUnit", hop.writeUnits),
    line("DynamoDB reads", "dynamoReadUnit", hop.readUnits),
    ...(name === "webhook"
      ? [
          line("HTTP API requests", "httpRequest", hop.messages),
          line("access log", "logInfrequentGb", (hop.messages * counts.accessLogBytes) / gb),
        ]
      : []),
    ...(name === "archive"
      ? [
          line("pipe", "pipeRequest", hop.messages),
          line("bus events", "busEvent", hop.busEvents),
          line("archiving", "archiveGb", hop.busBytes / gb),
        ]
      : []),
    line("SES", "mail", hop.mails, "mail"),
  ];
}

/** If every event comes by it: put there by Stripe, and archived, as on the stack's own bus. */
function partnerBus({ hops: { archive } }: Counts): Quantity[] {
  return [
    { group: "events", what: "events of the partner bus", price: "busEvent", quantity: archive.busEvents },
    { group: "archive", what: "archiving of the partner bus", price: "archiveGb", quantity: archive.busBytes / gb },
  ];
}

function times(line: Quantity, factor: number): Quantity {
  return { ...line, quantity: line.quantity * factor };
}

/** One line per thing, whichever hops need it; none for what is not needed. */
function merged(lines: readonly Quantity[]): Quantity[] {
  const byKey = Map.groupBy(lines, ({ group, what }) => `${group} ${what}`);
  return [...byKey.values()].flatMap((same) => {
    const [first] = same;
    const quantity = same.reduce((sum, line) => sum + line.quantity, 0);
    return first === undefined || quantity === 0 ? [] : [{ ...first, quantity }];
  });
}
