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
const schema = v.object({
  /** ISO date. */
  measured: v.string(),
  events: count,
  purchases: count,
  hops: v.object({ webhook: hop, orders: hop, email: hop, inventory: hop, archive: hop }),
  /** Of one request to the API. */
  accessLogBytes: count,
  /** Left in the tables, by how long it stays. */
  storedBytes: v.object({ forever: count, journal: count }),
  /** CloudWatch metrics made of embedded ones. */
  metrics: count,
  secretReadsPerColdStart: count,
  /** What the program declares under the settings of stack dev. */
  resources: v.object({ metricAlarms: count, compositeAlarms: count, dashboards: count, secrets: count }),
});

/** What events of the mix cause on AWS, counted at the offline run's gateway with full batches (`npm run bench:calls`). */
export type Counts = v.InferOutput<typeof schema>;
export type HopName = keyof Counts["hops"];
export type Hop = Counts["hops"][HopName];

export const hopNames = ["webhook", "orders", "email", "inventory", "archive"] as const satisfies readonly HopName[];
export const countsFile = new URL("counts.json", import.meta.url);

export async function readCounts(): Promise<Counts> {
  return v.parse(schema, JSON.parse(await readFile(countsFile, "utf8")));
}
