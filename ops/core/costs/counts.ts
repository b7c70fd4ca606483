import { readFile } from "node:fs/promises";
import * as v from "valibot";

const count = v.pipe(v.number(), v.minValue(0));
const hop = v.object({
  /** Taken from the hop's queue; for the webhook its requests. */
  messages: count,
  invocations: count,
  sqsRequests: count,
  snsRequests: count,
  /** What records that come alone need besides, because those of a batch share a publish or a stock row's write. */
  sharedSnsRequests: v.optional(count, 0),
  busEvents: count,
  busBytes: count,
  readUnits: count,
  writeUnits: count,
  sharedWriteUnits: v.optional(count, 0),
  mails: count,
  functionLogBytes: count,
  platformLogBytes: count,
});
/** Left in the tables, by how long it stays. */
const storedBytes = v.object({ forever: count, journal: count });
const schema = v.object({
  /** ISO date. */
  measured: v.string(),
  events: count,
  purchases: count,
  /** Messages that a consumer takes at once at most, as the program declares it. */
  batchSize: v.pipe(v.number(), v.integer(), v.minValue(1)),
  /** The webhook, each consumer under its name, and the archive. */
  hops: v.objectWithRest({ webhook: hop, archive: hop }, hop),
  /** Of one request to the API. */
  accessLogBytes: count,
  storedBytes,
  /** What the warehouse's messages about the same purchases caused besides, its inbox among the hops. */
  reports: v.object({ messages: count, parcels: count, hops: v.record(v.string(), hop), storedBytes }),
  /** CloudWatch metrics made of embedded ones. */
  metrics: count,
  /** Of them those that lean monitoring keeps. */
  leanMetrics: count,
  secretReadsPerColdStart: count,
  /** What the program declares under the settings of stack dev; CloudWatch bills an alarm by the metrics it reads. */
  resources: v.object({ alarmMetrics: count, compositeAlarms: count, dashboards: count, secrets: count }),
});

/** What events of the mix cause on AWS, counted at the offline run's gateway with full batches (`npm run bench:calls`). */
export type Counts = v.InferOutput<typeof schema>;
export type Hop = v.InferOutput<typeof hop>;

/** The counts with what the warehouse reports of that many parcels. @param parcels for the events counted; may be a fraction */
export function withParcels(counts: Counts, parcels: number): Counts {
  const { hops, reports } = counts;
  const times = parcels / reports.parcels;
  const added = Object.entries(reports.hops).map(([name, more]) => [name, summed(hops[name] ?? {}, more, times)]);
  return v.parse(schema, {
    ...counts,
    hops: { ...hops, ...Object.fromEntries(added) },
    storedBytes: summed(counts.storedBytes, reports.storedBytes, times),
  });
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
