import { readFile } from "node:fs/promises";
import * as v from "valibot";

const count = v.pipe(v.number(), v.minValue(0));
const hop = v.object({
  /** Taken from the hop's queue; for the webhook its requests. */
  messages: count,
  invocations: count,
  sqsRequests: count,
  snsRequests: count,
  busEvents: count,
  busBytes: count,
  readUnits: count,
  writeUnits: count,
  mails: count,
  functionLogBytes: count,
  platformLogBytes: count,
});
const hopsByName = v.record(v.string(), hop);
/** Left in the tables, by how long it stays. */
const storedBytes = v.object({ forever: count, journal: count });
const schema = v.object({
  /** ISO date. */
  measured: v.string(),
  events: count,
  purchases: count,
  /** Messages that a consumer takes at once at most, as the program declares it. */
  batchSize: v.pipe(v.number(), v.integer(), v.minValue(1)),
  /** The webhook, each consumer under its name, and the archive, with full batches. */
  hops: v.objectWithRest({ webhook: hop, archive: hop }, hop),
  /** Those that take messages of a queue, of as many events that came one by one. */
  oneByOne: hopsByName,
  /** Of one request to the API. */
  accessLogBytes: count,
  storedBytes,
  /** What the warehouse's messages about the same purchases caused besides, its inbox among the hops. */
  reports: v.object({ messages: count, parcels: count, hops: hopsByName, oneByOne: hopsByName, storedBytes }),
  /** CloudWatch metrics made of embedded ones. */
  metrics: count,
  /** Of them those that lean monitoring keeps. */
  leanMetrics: count,
  secretReadsPerColdStart: count,
  /** What the program declares under the settings of stack dev; CloudWatch bills an alarm by the metrics it reads. */
  resources: v.object({ alarmMetrics: count, compositeAlarms: count, dashboards: count, secrets: count }),
});

/** What events of the mix cause on AWS, counted at the offline run's gateway (`npm run bench:calls`). */
export type Counts = v.InferOutput<typeof schema>;
export type Hop = v.InferOutput<typeof hop>;

/** The counts with what the warehouse reports of that many parcels. @param parcels for the events counted; may be a fraction */
export function withParcels(counts: Counts, parcels: number): Counts {
  const { reports } = counts;
  const times = parcels / reports.parcels;
  const added = (hops: Readonly<Record<string, Hop>>, more: Readonly<Record<string, Hop>>) => ({
    ...hops,
    ...Object.fromEntries(Object.entries(more).map(([name, each]) => [name, summed(hops[name] ?? {}, each, times)])),
  });
  return v.parse(schema, {
    ...counts,
    hops: added(counts.hops, reports.hops),
    oneByOne: added(counts.oneByOne, reports.oneByOne),
    storedBytes: summed(counts.storedBytes, reports.storedBytes, times),
  });
}

/** @param share of the way from one to the other */
export function between(one: Hop, other: Hop, share: number): Hop {
  return v.parse(hop, summed(summed({}, one, 1 - share), other, share));
}

/** All hops in the order of an event's way. */
export function hopsOf({ hops }: Pick<Counts, "hops">, webhook: "on" | "off" = "on"): [string, Hop][] {
  const first: [string, Hop][] = webhook === "off" ? [] : [["webhook", hops.webhook]];
  return [...first, ...consumerHops({ hops }), ["archive", hops.archive]];
}

export function consumerHops({ hops }: Pick<Counts, "hops">): [string, Hop][] {
  return Object.entries(hops).filter(([name]) => name !== "webhook" && name !== "archive");
}

export const countsFile = new URL("counts.json", import.meta.url);

export async function readCounts(): Promise<Counts> {
  return v.parse(schema, JSON.parse(await readFile(countsFile, "utf8")));
}

function summed(one: Readonly<Record<string, number>>, other: Readonly<Record<string, number>>, times: number) {
  const sums = new Map(Object.entries(one));
  for (const [name, more] of Object.entries(other)) sums.set(name, (sums.get(name) ?? 0) + more * times);
  return Object.fromEntries(sums);
}
